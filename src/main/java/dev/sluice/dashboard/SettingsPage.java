package dev.sluice.dashboard;

import dev.sluice.api.ApiProblem;
import dev.sluice.api.StatusAssembler;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.security.Credentials;
import dev.sluice.security.Roles;
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
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** How the pages look, who has access, and how agents join. */
@Path("/settings")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.VIEWER)
public class SettingsPage {

    private static final int YEAR = 31_536_000;
    private static final int LONGEST_DAYS = 3650;

    private final StatusAssembler assembler;
    private final Credentials credentials;
    private final Visitor visitor;

    SettingsPage(StatusAssembler assembler, Credentials credentials, Visitor visitor) {
        this.assembler = assembler;
        this.credentials = credentials;
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
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<TemplateInstance> issue(
            @FormParam("subject") @DefaultValue("") String subject,
            @FormParam("role") @DefaultValue("viewer") String role,
            @FormParam("days") @DefaultValue("90") String days) {
        if (subject.isBlank() || subject.strip().length() > 100 || subject.startsWith("agent:")) {
            throw ApiProblem.badRequest(
                    "bad-subject",
                    "A token needs the name of who will use it: 1 to 100 characters, not beginning with 'agent:'.");
        }
        return credentials
                .issue(subject.strip(), Set.of(role(role)), Optional.of(Duration.ofDays(days(days))))
                .chain(this::page);
    }

    @POST
    @Path("access/{id}/revoke")
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> revoke(long id) {
        return credentials.revoke(id).map(done -> Response.seeOther(URI.create("/settings#access"))
                .build());
    }

    private Uni<TemplateInstance> page(@Nullable String secret) {
        var reader = visitor.reader();
        var access = reader.mayAdmin()
                ? credentials
                        .list()
                        .map(all -> all.stream().map(SettingsModel.Access::of).toList())
                : Uni.createFrom().item(List.<SettingsModel.Access>of());
        return assembler
                .status()
                .chain(status -> access.map(all -> Templates.settings(
                        PageFrame.of("Settings", Section.SETTINGS, visitor, status),
                        new SettingsModel(status.health(), all, secret))));
    }

    private static String role(String role) {
        if (Set.of(Roles.VIEWER, Roles.OPERATOR, Roles.ADMIN, Roles.SENDER).contains(role)) {
            return role;
        }
        throw ApiProblem.badRequest(
                "bad-role", "A token's role is one of viewer, operator, admin and sender, not '" + role + "'.");
    }

    private static int days(String text) {
        try {
            var days = Integer.parseInt(text.strip());
            if (days >= 1 && days <= LONGEST_DAYS) {
                return days;
            }
        } catch (NumberFormatException e) {
            throw badDays(text);
        }
        throw badDays(text);
    }

    private static ApiProblem badDays(String text) {
        return ApiProblem.badRequest(
                "bad-days", "A token is good for 1 to " + LONGEST_DAYS + " days, not '" + text + "'.");
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
