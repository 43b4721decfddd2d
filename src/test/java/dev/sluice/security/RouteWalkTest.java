package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.domain.JavaMethod;
import com.tngtech.archunit.core.domain.JavaModifier;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.quarkus.websockets.next.WebSocket;
import jakarta.annotation.security.DenyAll;
import jakarta.annotation.security.PermitAll;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.HttpMethod;
import jakarta.ws.rs.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Walks every route and socket in the code: each says who may, in roles that exist. */
class RouteWalkTest {

    private static final JavaClasses CLASSES = new ClassFileImporter()
            .withImportOption(new ImportOption.DoNotIncludeTests())
            .importPackages("dev.sluice");

    @Test
    void everyRouteSaysWhoMay() {
        // When
        var routes = routes(CLASSES).toList();

        // Then
        assertThat(routes).as("routes found").hasSizeGreaterThan(15);
        assertThat(routes.stream().filter(r -> !declares(r) && !declares(r.getOwner())))
                .as("routes that do not say who may; annotate with @RolesAllowed or @PermitAll")
                .isEmpty();
    }

    @Test
    void everySocketSaysWhoMay() {
        assertThat(CLASSES.stream()
                        .filter(c -> c.isAnnotatedWith(WebSocket.class))
                        .filter(c -> !declares(c)))
                .as("sockets that do not say who may")
                .isEmpty();
    }

    /** Quarkus leaves a route whose method is not public out, with no more than a warning in the build. */
    @Test
    void everyRouteIsPublic() {
        assertThat(routes(CLASSES).filter(r -> !r.getModifiers().contains(JavaModifier.PUBLIC)))
                .as("routes that would not exist, since their method is not public")
                .isEmpty();
    }

    @Test
    void everyRoleExists() {
        var named = Stream.concat(
                        routes(CLASSES).flatMap(r -> r.tryGetAnnotationOfType(RolesAllowed.class).stream()),
                        CLASSES.stream().flatMap(c -> c.tryGetAnnotationOfType(RolesAllowed.class).stream()))
                .flatMap(allowed -> Arrays.stream(allowed.value()));
        assertThat(named).isSubsetOf(Roles.ALL);
    }

    @Test
    void theWalkFindsARouteThatDoesNotSay() {
        // Given
        var broken = new ClassFileImporter().importClasses(Silent.class);

        // Then
        assertThat(routes(broken).filter(r -> !declares(r) && !declares(r.getOwner())))
                .hasSize(1);
    }

    /** What the walk must find. */
    @Path("/never-served")
    interface Silent {
        @jakarta.ws.rs.GET
        String get();
    }

    private static Stream<JavaMethod> routes(JavaClasses classes) {
        return classes.stream().flatMap(c -> c.getMethods().stream()).filter(m -> m.getAnnotations().stream()
                .anyMatch(a -> a.getRawType().isAnnotatedWith(HttpMethod.class)));
    }

    private static boolean declares(JavaMethod method) {
        return List.of(RolesAllowed.class, PermitAll.class, DenyAll.class).stream()
                .anyMatch(method::isAnnotatedWith);
    }

    private static boolean declares(JavaClass type) {
        return List.of(RolesAllowed.class, PermitAll.class, DenyAll.class).stream()
                .anyMatch(type::isAnnotatedWith);
    }
}
