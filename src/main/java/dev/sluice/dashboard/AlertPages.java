package dev.sluice.dashboard;

import dev.sluice.api.AlertAssembler;
import dev.sluice.api.ApiProblem;
import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.StatusView.HealthView;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.security.Roles;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The alerts that came in, and what each caused or why nothing. */
@Path("/alerts")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.VIEWER)
public class AlertPages {

    private final StatusAssembler assembler;
    private final AlertAssembler alerts;
    private final Visitor visitor;

    AlertPages(StatusAssembler assembler, AlertAssembler alerts, Visitor visitor) {
        this.assembler = assembler;
        this.alerts = alerts;
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages")
    static final class Templates {
        static native TemplateInstance alerts(
                PageFrame page, AlertTable table, HealthView health, List<FrameworkView> frameworks);

        static native TemplateInstance alert(PageFrame page, AlertModel alert);

        private Templates() {}
    }

    @GET
    @Operation(hidden = true)
    public Uni<TemplateInstance> list(@Context UriInfo uri) {
        var given = new LinkedHashMap<String, String>();
        uri.getQueryParameters().forEach((name, values) -> given.put(name, values.getFirst()));
        var query = AlertQuery.of(given);
        return assembler.status().chain(status -> alerts.recent(query.wanted(), AlertQuery.ROWS + 1)
                .map(found -> Templates.alerts(
                        PageFrame.of("Alerts", Section.ALERTS, visitor, status),
                        AlertTable.of(query, found.episodes(), status),
                        status.health(),
                        status.frameworks())));
    }

    @GET
    @Path("{id: [0-9]{1,18}}")
    @Operation(hidden = true)
    public Uni<TemplateInstance> one(long id) {
        return assembler.status().chain(status -> alerts.find(id).map(found -> {
            var alert = found.orElseThrow(() -> ApiProblem.notFound(
                    "unknown-alert",
                    "There is no alert " + id + ". It may have been forgotten: they are kept for a while."));
            return Templates.alert(
                    PageFrame.of(alert.name(), Section.ALERTS, visitor, status),
                    new AlertModel(alert, Titles.of(status)));
        }));
    }
}
