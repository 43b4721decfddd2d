package dev.sluice.dashboard;

import dev.sluice.api.ApiProblem;
import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.PlanView;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.MoveModel.Asked;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.moving.Operations;
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
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import java.net.URI;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.Nullable;

/** Moving nodes by hand: a form, then the plan with both pre-flights, then a reason; nothing is touched before that. */
@Path("/move")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.OPERATOR)
public class MovePage {

    private static final String LOOKING = "looked at on the page";

    private final StatusAssembler assembler;
    private final Operations operations;
    private final Visitor visitor;

    MovePage(StatusAssembler assembler, Operations operations, Visitor visitor) {
        this.assembler = assembler;
        this.operations = operations;
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages")
    static final class Templates {
        static native TemplateInstance move(PageFrame page, MoveModel move);

        private Templates() {}
    }

    @GET
    @Operation(hidden = true)
    public Uni<TemplateInstance> show(
            @QueryParam("from") @DefaultValue("") String from,
            @QueryParam("to") @DefaultValue("") String to,
            @QueryParam("count") @DefaultValue("") String count,
            @QueryParam("nodes") @DefaultValue("") String nodes) {
        var asked = new Asked(from, to, count, nodes);
        return assembler.status().chain(status -> {
            if (!asked.complete()) {
                return Uni.createFrom().item(page(status, asked, null, null));
            }
            return Uni.createFrom()
                    .deferred(() -> assembler.plan(asked.request(LOOKING, true)))
                    .map(plan -> page(status, asked, plan, null))
                    .onFailure(ApiProblem.class)
                    .recoverWithItem(problem -> page(status, asked, null, String.valueOf(problem.getMessage())));
        });
    }

    @POST
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> start(
            @FormParam("from") @DefaultValue("") String from,
            @FormParam("to") @DefaultValue("") String to,
            @FormParam("nodes") @DefaultValue("") String nodes,
            @FormParam("reason") @Nullable String reason) {
        return Uni.createFrom()
                .deferred(() -> operations.start(
                        assembler.request(new Asked(from, to, "", nodes).request(Reasons.checked(reason), false)),
                        visitor.name()))
                .map(started -> Response.seeOther(URI.create("/operations/" + started.id()))
                        .build());
    }

    private TemplateInstance page(StatusView status, Asked asked, @Nullable PlanView plan, @Nullable String problem) {
        return Templates.move(
                PageFrame.of("Move by hand", Section.OPERATIONS, visitor, status),
                new MoveModel(asked, Channel.all(status), Titles.of(status), plan, problem));
    }
}
