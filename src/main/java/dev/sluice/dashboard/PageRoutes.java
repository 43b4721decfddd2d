package dev.sluice.dashboard;

import dev.sluice.api.AlertAssembler;
import dev.sluice.api.ApiProblem;
import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.NodePastView;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.PageFrame.Section;
import dev.sluice.dashboard.live.CellSignal;
import dev.sluice.dashboard.live.LiveFeed;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Pauses;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Context;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.core.UriInfo;
import java.util.LinkedHashMap;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;

/** The pages to look at, each complete before any script runs. */
@Path("/")
@Produces(MediaType.TEXT_HTML)
@RolesAllowed(Roles.VIEWER)
public class PageRoutes {

    private static final int PAST = 100;
    /** Of the charts; the page's script reads the same words. */
    private static final List<String> RANGES = List.of("1h", "6h", "24h", "7d");

    private final StatusAssembler assembler;
    private final LiveFeed feed;
    private final Pauses pauses;
    private final AlertAssembler alerts;
    private final Visitor visitor;

    PageRoutes(StatusAssembler assembler, LiveFeed feed, Pauses pauses, AlertAssembler alerts, Visitor visitor) {
        this.assembler = assembler;
        this.alerts = alerts;
        this.feed = feed;
        this.pauses = pauses;
        this.visitor = visitor;
    }

    @CheckedTemplate(basePath = "pages", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {
        static native TemplateInstance fleet(PageFrame page, FleetModel fleet);

        static native TemplateInstance frameworks(PageFrame page, List<Channel> channels);

        static native TemplateInstance framework(PageFrame page, FrameworkModel framework);

        static native TemplateInstance nodes(PageFrame page, NodeTable table, List<Channel> channels);

        static native TemplateInstance node(
                PageFrame page,
                NodeModel node,
                List<NodePastView> past,
                NodeAlerts alerts,
                String last,
                List<String> ranges);

        static native TemplateInstance suggestions(
                PageFrame page,
                List<SuggestionModel> open,
                List<SuggestionModel> all,
                List<PauseModel> pauses,
                List<Channel> channels);

        static native TemplateInstance suggestion(PageFrame page, SuggestionModel suggestion);

        static native TemplateInstance operations(PageFrame page, List<OperationModel> operations);

        static native TemplateInstance operation(PageFrame page, OperationModel operation);

        static native TemplateInstance history(PageFrame page, HistoryModel history);

        private Templates() {}
    }

    @GET
    @Operation(hidden = true)
    public Uni<TemplateInstance> fleet(@QueryParam("signal") @DefaultValue("cpu") String signal) {
        var shown = CellSignal.of(signal).orElse(CellSignal.CPU);
        return assembler
                .status()
                .map(status -> Templates.fleet(
                        frame("Fleet", Section.FLEET, status),
                        new FleetModel(
                                status,
                                Answer.of(status),
                                Channel.all(status),
                                FleetModel.suggestions(status, visitor.mayAct()),
                                FleetModel.operations(status, visitor.mayAct()),
                                shown,
                                feed.firstFrame(status, shown))));
    }

    @GET
    @Path("frameworks")
    @Operation(hidden = true)
    public Uni<TemplateInstance> frameworks() {
        return assembler
                .status()
                .map(status ->
                        Templates.frameworks(frame("Frameworks", Section.FRAMEWORKS, status), Channel.all(status)));
    }

    @GET
    @Path("frameworks/{id}")
    @Operation(hidden = true)
    public Uni<TemplateInstance> framework(String id) {
        return assembler.status().map(status -> {
            var framework = FrameworkModel.of(status, id, visitor.mayAct())
                    .orElseThrow(() -> gone("framework", id, "It may have been taken out of the configuration."));
            return Templates.framework(frame(framework.view().title(), Section.FRAMEWORKS, status), framework);
        });
    }

    @GET
    @Path("nodes")
    @Operation(hidden = true)
    public Uni<TemplateInstance> nodes(@Context UriInfo uri) {
        var given = new LinkedHashMap<String, String>();
        uri.getQueryParameters().forEach((name, values) -> given.put(name, values.getFirst()));
        var query = NodeQuery.of(given);
        return assembler
                .status()
                .map(status -> Templates.nodes(
                        frame("Nodes", Section.NODES, status), NodeTable.of(status, query), Channel.all(status)));
    }

    @GET
    @Path("nodes/{id}")
    @Operation(hidden = true)
    public Uni<TemplateInstance> node(String id, @QueryParam("last") @DefaultValue("1h") String last) {
        return assembler.status().chain(status -> {
            var node = NodeModel.of(status, id, visitor.mayAct())
                    .orElseThrow(() -> gone("node", id, "Its agent may not have joined, or it has left the fleet."));
            return assembler.past(id, PAST).chain(past -> alerts.about(
                            id, node.view().owner(), status.at().minus(NodeAlerts.SPAN), NodeAlerts.MOST)
                    .map(found -> Templates.node(
                            frame(id, Section.NODES, status), node, past, NodeAlerts.of(found, status), last, RANGES)));
        });
    }

    @GET
    @Path("suggestions")
    @Operation(hidden = true)
    public Uni<TemplateInstance> suggestions() {
        return assembler.status().chain(status -> assembler.suggestions(PAST).chain(all -> pauses.active()
                .map(paused -> Templates.suggestions(
                        frame("Suggestions", Section.SUGGESTIONS, status),
                        FleetModel.suggestions(status, visitor.mayAct()),
                        all.stream()
                                .map(s -> new SuggestionModel(s, Titles.of(status), visitor.mayAct()))
                                .toList(),
                        paused.stream()
                                .map(pause -> PauseModel.of(pause, Titles.of(status)))
                                .toList(),
                        Channel.all(status)))));
    }

    @GET
    @Path("suggestions/{id}")
    @Operation(hidden = true)
    public Uni<TemplateInstance> suggestion(String id) {
        return assembler.status().chain(status -> assembler.suggestion(id).map(found -> {
            var suggestion = found.orElseThrow(() -> gone("suggestion", id, "Suggestions are numbered, as in s-12."));
            return Templates.suggestion(
                    frame(id, Section.SUGGESTIONS, status),
                    new SuggestionModel(suggestion, Titles.of(status), visitor.mayAct()));
        }));
    }

    @GET
    @Path("operations")
    @Operation(hidden = true)
    public Uni<TemplateInstance> operations() {
        return assembler.status().chain(status -> assembler
                .operations(PAST)
                .map(all -> Templates.operations(
                        frame("Operations", Section.OPERATIONS, status),
                        all.stream()
                                .map(o -> new OperationModel(o, Titles.of(status), visitor.mayAct(), status.at()))
                                .toList())));
    }

    @GET
    @Path("operations/{id}")
    @Operation(hidden = true)
    public Uni<TemplateInstance> operation(String id) {
        return assembler.status().chain(status -> assembler.operation(id).map(found -> {
            var operation = found.orElseThrow(() -> gone("operation", id, "Operations are numbered, as in op-7."));
            return Templates.operation(
                    frame(id, Section.OPERATIONS, status),
                    new OperationModel(operation, Titles.of(status), visitor.mayAct(), status.at()));
        }));
    }

    @GET
    @Path("history")
    @Operation(hidden = true)
    public Uni<TemplateInstance> history(
            @QueryParam("kind") @DefaultValue("") String kind, @QueryParam("q") @DefaultValue("") String q) {
        return assembler.status().chain(status -> assembler.suggestions(PAST).chain(suggestions -> assembler
                .operations(PAST)
                .map(operations -> Templates.history(
                        frame("History", Section.HISTORY, status),
                        HistoryModel.of(suggestions, operations, Titles.of(status), kind, q)))));
    }

    private PageFrame frame(String title, Section section, StatusView status) {
        return PageFrame.of(title, section, visitor, status);
    }

    private static ApiProblem gone(String what, String id, String hint) {
        var shown = id.length() <= 80 ? id : id.substring(0, 80) + "…";
        return ApiProblem.notFound("unknown-" + what, "There is no " + what + " '" + shown + "'. " + hint);
    }
}
