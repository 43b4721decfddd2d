package dev.sluice.dashboard;

import dev.sluice.api.AgentDesk;
import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.JoinTokenView;
import dev.sluice.dashboard.PageFrame.Section;
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
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** The agents: how each stands, and an administrator's say in which of them may call. */
@Path("/agents")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.VIEWER)
public class AgentsPage {

    private final StatusAssembler assembler;
    private final AgentDesk desk;
    private final Visitor visitor;

    AgentsPage(StatusAssembler assembler, AgentDesk desk, Visitor visitor) {
        this.assembler = assembler;
        this.desk = desk;
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages")
    static final class Templates {
        static native TemplateInstance agents(PageFrame page, AgentsModel agents);

        private Templates() {}
    }

    @GET
    @Operation(hidden = true)
    public Uni<TemplateInstance> show(@QueryParam("q") @DefaultValue("") String q) {
        return page(q, null);
    }

    @POST
    @Path("tokens")
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<TemplateInstance> token(@FormParam("node") @DefaultValue("") String node) {
        return Uni.createFrom()
                .deferred(() -> desk.token(node.strip(), visitor.name()))
                .chain(token -> page("", token));
    }

    @POST
    @Path("{node}/{act: revoke|rotate}")
    @RolesAllowed(Roles.ADMIN)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> act(@PathParam("node") String node, @PathParam("act") String act) {
        return Uni.createFrom()
                .deferred(() -> act.equals("revoke") ? desk.revoke(node) : desk.rotate(node))
                .map(done -> Response.seeOther(URI.create("/agents")).build());
    }

    private Uni<TemplateInstance> page(String q, @Nullable JoinTokenView token) {
        return assembler.status().chain(status -> desk.all()
                .map(all -> Templates.agents(
                        PageFrame.of("Agents", Section.SETTINGS, visitor, status), AgentsModel.of(all, q, token))));
    }
}
