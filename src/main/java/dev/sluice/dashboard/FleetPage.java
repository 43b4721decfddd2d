package dev.sluice.dashboard;

import dev.sluice.api.StatusAssembler;
import dev.sluice.security.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.quarkus.security.identity.SecurityIdentity;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.CookieParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import org.jspecify.annotations.Nullable;

/** The first page: every framework as a channel, what Sluice suggests, what is moving. Complete before any script runs. */
@Path("/")
public class FleetPage {

    private final StatusAssembler assembler;
    private final SecurityIdentity identity;

    FleetPage(StatusAssembler assembler, SecurityIdentity identity) {
        this.assembler = assembler;
        this.identity = identity;
    }

    @CheckedTemplate
    static final class Templates {
        static native TemplateInstance fleet(FleetModel fleet, String theme, String user);

        private Templates() {}
    }

    @GET
    @Produces(MediaType.TEXT_HTML)
    @RolesAllowed(Roles.VIEWER)
    public Uni<TemplateInstance> fleet(@CookieParam("sluice_theme") @Nullable String theme) {
        var mayAct = identity.hasRole(Roles.OPERATOR);
        var user = identity.getPrincipal().getName();
        return assembler.status().map(status -> Templates.fleet(FleetModel.of(status, mayAct), theme(theme), user));
    }

    /** Only the known words reach the page. */
    static String theme(@Nullable String cookie) {
        return cookie != null && (cookie.equals("dark") || cookie.equals("light")) ? cookie : "system";
    }
}
