package dev.sluice.dashboard;

import dev.sluice.api.AlertAssembler;
import dev.sluice.api.ApiProblem;
import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.StatusView.HealthView;
import dev.sluice.dashboard.live.PartSource;
import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The parts of pages that change while somebody looks: the same templates that the pages include, rendered alone for the
 * live feed. So what a page shows has one markup, whether it was there at first or came later.
 */
@Singleton
final class Parts implements PartSource {

    private static final Duration TABLE_PACE = Duration.ofSeconds(5);
    private static final int PAST = 100;

    private final StatusAssembler assembler;
    private final AlertAssembler alerts;

    Parts(StatusAssembler assembler, AlertAssembler alerts) {
        this.assembler = assembler;
        this.alerts = alerts;
    }

    @CheckedTemplate(basePath = "parts", defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
    static final class Templates {
        static native TemplateInstance answer(Answer answer);

        static native TemplateInstance storm(HealthView health);

        static native TemplateInstance alertTable(AlertTable table);

        static native TemplateInstance alert(AlertModel alert);

        static native TemplateInstance channel(Channel channel);

        static native TemplateInstance suggestions(List<SuggestionModel> suggestions);

        static native TemplateInstance operations(List<OperationModel> operations);

        static native TemplateInstance frameworkTable(List<Channel> channels);

        static native TemplateInstance framework(FrameworkModel framework);

        static native TemplateInstance nodeTable(NodeTable table);

        static native TemplateInstance node(NodeModel node);

        static native TemplateInstance suggestion(SuggestionModel suggestion);

        static native TemplateInstance suggestionTable(List<SuggestionModel> suggestions);

        static native TemplateInstance operation(OperationModel operation);

        static native TemplateInstance operationTable(List<OperationModel> operations);

        private Templates() {}
    }

    @Override
    public Duration pace(String name) {
        // A table of many rows is read, not watched; everything else may change with each picture.
        return name.startsWith("nodes:") || name.startsWith("alert") || name.endsWith("-table")
                ? TABLE_PACE
                : Duration.ZERO;
    }

    @Override
    public Uni<Optional<String>> render(String name, boolean mayAct, StatusView status) {
        var colon = name.indexOf(':');
        var kind = colon < 0 ? name : name.substring(0, colon);
        var id = colon < 0 ? "" : name.substring(colon + 1);
        return template(kind, id, mayAct, status)
                .chain(template -> template.isEmpty()
                        ? Uni.createFrom().item(Optional.empty())
                        : template.get().createUni().map(Optional::of));
    }

    private Uni<Optional<TemplateInstance>> template(String kind, String id, boolean mayAct, StatusView status) {
        return switch (kind) {
            case "suggestion" ->
                assembler
                        .suggestion(id)
                        .map(found -> found.map(
                                s -> Templates.suggestion(new SuggestionModel(s, Titles.of(status), mayAct))));
            case "operation" ->
                assembler
                        .operation(id)
                        .map(found -> found.map(o ->
                                Templates.operation(new OperationModel(o, Titles.of(status), mayAct, status.at()))));
            case "suggestion-table" ->
                assembler
                        .suggestions(PAST)
                        .map(all -> Optional.of(Templates.suggestionTable(all.stream()
                                .map(s -> new SuggestionModel(s, Titles.of(status), mayAct))
                                .toList())));
            case "operation-table" ->
                assembler
                        .operations(PAST)
                        .map(all -> Optional.of(Templates.operationTable(all.stream()
                                .map(o -> new OperationModel(o, Titles.of(status), mayAct, status.at()))
                                .toList())));
            case "alerts" -> alerts(id, status);
            case "alert" -> alert(id, status);
            default -> Uni.createFrom().item(() -> ofStatus(kind, id, mayAct, status));
        };
    }

    private static Optional<TemplateInstance> ofStatus(String kind, String id, boolean mayAct, StatusView status) {
        return switch (kind) {
            case "answer" -> Optional.of(Templates.answer(Answer.of(status)));
            case "storm" -> Optional.of(Templates.storm(status.health()));
            case "channel" ->
                Channel.all(status).stream()
                        .filter(channel -> channel.id().equals(id))
                        .findFirst()
                        .map(Templates::channel);
            case "suggestions" -> Optional.of(Templates.suggestions(FleetModel.suggestions(status, mayAct)));
            case "operations" -> Optional.of(Templates.operations(FleetModel.operations(status, mayAct)));
            case "framework-table" -> Optional.of(Templates.frameworkTable(Channel.all(status)));
            case "framework" -> FrameworkModel.of(status, id, mayAct).map(Templates::framework);
            case "nodes" -> nodes(id, status);
            case "node" -> NodeModel.of(status, id, mayAct).map(Templates::node);
            default -> Optional.empty();
        };
    }

    private Uni<Optional<TemplateInstance>> alerts(String address, StatusView status) {
        AlertQuery query;
        try {
            query = AlertQuery.parse(address);
        } catch (ApiProblem | IllegalArgumentException e) {
            return Uni.createFrom().item(Optional.empty());
        }
        return alerts.recent(query.wanted(), AlertQuery.ROWS + 1)
                .map(found -> Optional.of(Templates.alertTable(AlertTable.of(query, found.episodes(), status))));
    }

    private Uni<Optional<TemplateInstance>> alert(String id, StatusView status) {
        return id.matches("[0-9]{1,18}")
                ? alerts.find(Long.parseLong(id))
                        .map(found -> found.map(a -> Templates.alert(new AlertModel(a, Titles.of(status)))))
                : Uni.createFrom().item(Optional.empty());
    }

    private static Optional<TemplateInstance> nodes(String query, StatusView status) {
        try {
            return Optional.of(Templates.nodeTable(NodeTable.of(status, NodeQuery.parse(query))));
        } catch (ApiProblem | IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
