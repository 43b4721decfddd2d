package dev.sluice.dashboard;

import dev.sluice.alerting.AlertingConfig;
import dev.sluice.api.ApiProblem;
import dev.sluice.api.PolicyAssembler;
import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.PolicyPreviewView;
import dev.sluice.api.view.PolicyView;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.security.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.inject.Singleton;
import jakarta.ws.rs.BeanParam;
import jakarta.ws.rs.Consumes;
import jakarta.ws.rs.FormParam;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.Response;
import jakarta.ws.rs.core.UriInfo;
import java.net.URI;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** What each framework may give and take: shown, thought through, then changed. */
@Path("/policies")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.VIEWER)
public class PolicyPages {

    private static final int CHANGES = 50;

    private final StatusAssembler assembler;
    private final PolicyAssembler policies;
    private final Rules rules;
    private final Visitor visitor;

    /** What the configuration says besides. */
    @Singleton
    static final class Rules {

        private final PlanningConfig planning;
        private final AlertingConfig alerting;

        Rules(PlanningConfig planning, AlertingConfig alerting) {
            this.planning = planning;
            this.alerting = alerting;
        }

        RulesModel model() {
            return RulesModel.of(planning, alerting);
        }
    }

    PolicyPages(StatusAssembler assembler, PolicyAssembler policies, Rules rules, Visitor visitor) {
        this.assembler = assembler;
        this.policies = policies;
        this.rules = rules;
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages")
    static final class Templates {
        static native TemplateInstance policies(PageFrame page, List<PolicyView> policies, RulesModel rules);

        static native TemplateInstance policy(PageFrame page, PolicyModel policy);

        private Templates() {}
    }

    @GET
    @Operation(hidden = true)
    public Uni<TemplateInstance> all() {
        return assembler
                .status()
                .map(status -> Templates.policies(
                        PageFrame.of("Policies", Section.POLICIES, visitor, status), policies.all(), rules.model()));
    }

    /** The policy; with values in the address also what they would change, for those who may change it. */
    @GET
    @Path("{id}")
    @Operation(hidden = true)
    public Uni<TemplateInstance> one(String id, @Context UriInfo uri) {
        var present = policies.one(id);
        var asked = PolicyForm.of(uri.getQueryParameters(), present.policy());
        return asked.given() && visitor.mayAct()
                ? Uni.createFrom()
                        .deferred(() -> policies.preview(id, asked.request(null, null)))
                        .chain(preview -> page(present, asked, preview, null))
                        .onFailure(ApiProblem.class)
                        .recoverWithUni(problem -> page(present, asked, null, String.valueOf(problem.getMessage())))
                : page(present, asked, null, null);
    }

    @POST
    @Path("{id}")
    @RolesAllowed(Roles.OPERATOR)
    @Consumes(MediaType.APPLICATION_FORM_URLENCODED)
    @Operation(hidden = true)
    public Uni<Response> change(@PathParam("id") String id, @BeanParam Change change) {
        return Uni.createFrom()
                .deferred(() -> policies.change(
                        id, change.form().request(change.version, Reasons.checked(change.reason)), visitor.name()))
                .map(done -> Response.seeOther(URI.create("/policies/" + done.framework()))
                        .build());
    }

    /** What the form says. */
    @NullUnmarked
    static class Change {
        @FormParam("guarantee")
        @Nullable
        String guarantee;

        @FormParam("deserved")
        @Nullable
        String deserved;

        @FormParam("cap")
        @Nullable
        String cap;

        @FormParam("weight")
        @Nullable
        String weight;

        @FormParam("target")
        @Nullable
        String target;

        @FormParam("mode")
        @Nullable
        String mode;

        @FormParam("reset")
        @Nullable
        String reset;

        @FormParam("version")
        @Nullable
        String version;

        @FormParam("reason")
        @Nullable
        String reason;

        PolicyForm form() {
            return new PolicyForm(
                    text(guarantee),
                    text(deserved),
                    text(cap),
                    text(weight),
                    text(target),
                    text(mode),
                    reset != null,
                    true);
        }

        private static String text(@Nullable String value) {
            return value == null ? "" : value;
        }
    }

    private Uni<TemplateInstance> page(
            PolicyView present, PolicyForm asked, @Nullable PolicyPreviewView preview, @Nullable String problem) {
        return assembler.status().chain(status -> policies.changes(present.framework(), CHANGES)
                .map(changes -> Templates.policy(
                        PageFrame.of("Policy of " + present.title(), Section.POLICIES, visitor, status),
                        new PolicyModel(present, asked, changes, Titles.of(status), preview, problem))));
    }
}
