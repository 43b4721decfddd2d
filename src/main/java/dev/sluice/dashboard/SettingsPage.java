package dev.sluice.dashboard;

import dev.sluice.api.StatusAssembler;
import dev.sluice.api.TokenDesk;
import dev.sluice.api.view.TokenRequest;
import dev.sluice.audit.Unaudited;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.security.Roles;
import dev.sluice.security.Users;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.NewCookie;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** How the pages look, who has access, and how agents join. */
@Path("/settings")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.VIEWER)
public class SettingsPage {

    private static final int YEAR = 31_536_000;
    private static final List<String> TOKEN_ROLES = List.of(Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN, Roles.SENDER);

    private final StatusAssembler assembler;
    private final TokenDesk tokens;
    private final Users users;
    private final Visitor visitor;

    SettingsPage(StatusAssembler assembler, TokenDesk tokens, Users users, Visitor visitor) {
        this.assembler = assembler;
        this.tokens = tokens;
        this.users = users;
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages")
    static final class Templates {
        static native TemplateInstance settings(PageFrame page, SettingsModel settings);

        private Templates() {}
    }

    @GET
    @Operation(hidden = true)
    public Uni<TemplateInstance> show() {
        return page(null);
    }

    @Unaudited
    @POST
    @Path("appearance")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Response appearance(
            @FormParam("theme") @DefaultValue("system") String theme,
            @FormParam("density") @DefaultValue("comfortable") String density) {
        return Response.seeOther(URI.create("/settings"))
                .cookie(cookie(Visitor.THEME, Visitor.THEMES.contains(theme) ? theme : "system"))
                .cookie(cookie(Visitor.DENSITY, Visitor.DENSITIES.contains(density) ? density : "comfortable"))
                .build();
    }

    @POST
    @Path("tokens")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<TemplateInstance> issue(
            @FormParam("name") @Nullable String name,
            @FormParam("role") @Nullable String role,
            @FormParam("days") @DefaultValue("90") String days,
            @FormParam("service") @Nullable String service) {
        return Uni.createFrom()
                .deferred(() -> tokens.make(new TokenRequest(name, role, days(days), service), visitor.caller()))
                .chain(made -> page(made.token()));
    }

    @POST
    @Path("tokens/{id}/revoke")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> revoke(long id) {
        return tokens.revoke(id, visitor.caller())
                .map(done -> Response.seeOther(URI.create("/settings#access")).build());
    }

    @POST
    @Path("password")
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> password(
            @FormParam("current") @Nullable String current, @FormParam("password") @Nullable String next) {
        // The change ends this session too, so the next page is the one to sign in.
        return users.ownPassword(visitor.name(), current, next)
                .map(done -> Response.seeOther(URI.create("/settings")).build());
    }

    private Uni<TemplateInstance> page(@Nullable String secret) {
        var reader = visitor.reader();
        return assembler.status().chain(status -> tokens.list(visitor.caller()).chain(access -> users.all()
                .map(all -> Templates.settings(
                        PageFrame.of("Settings", Section.SETTINGS, visitor, status),
                        new SettingsModel(
                                status.health(),
                                TOKEN_ROLES.stream()
                                        .filter(role -> reader.mayAdmin()
                                                || visitor.caller().roles().contains(role))
                                        .toList(),
                                all.stream().anyMatch(user -> user.name().equals(reader.name())),
                                access,
                                reader.mayAdmin() ? all : List.of(),
                                secret)))));
    }

    /** Null for what is no number, which is then refused as any other that will not do. */
    private static @Nullable Integer days(String text) {
        try {
            return Integer.valueOf(text.strip());
        } catch (NumberFormatException e) {
            return null;
        }
    }

    private static NewCookie cookie(String name, String value) {
        return new NewCookie.Builder(name)
                .value(value)
                .path("/")
                .maxAge(YEAR)
                .sameSite(NewCookie.SameSite.LAX)
                .build();
    }
}
