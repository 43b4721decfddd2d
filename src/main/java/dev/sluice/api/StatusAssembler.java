package dev.sluice.api;

import dev.sluice.api.view.MoveRequest;
import dev.sluice.api.view.NodePastView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.PlanView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Leadership;
import dev.sluice.moving.Nodes;
import dev.sluice.moving.Operations;
import dev.sluice.suggesting.Suggestions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;
import java.util.Optional;

/** Puts the whole picture together, for {@code GET /api/status}, the page and the live feed alike. */
@Singleton
public class StatusAssembler {

    private static final int OPERATIONS = 20;

    private final Inventory inventory;
    private final Suggestions suggestions;
    private final SuggestionViews suggestionViews;
    private final Operations operations;
    private final Nodes nodes;
    private final Leadership leadership;
    private final Clock clock;

    StatusAssembler(
            Inventory inventory,
            Suggestions suggestions,
            SuggestionViews suggestionViews,
            Operations operations,
            Nodes nodes,
            Leadership leadership,
            Clock clock) {
        this.inventory = inventory;
        this.suggestions = suggestions;
        this.suggestionViews = suggestionViews;
        this.operations = operations;
        this.nodes = nodes;
        this.leadership = leadership;
        this.clock = clock;
    }

    /** The newest of everything; only the operations are read from the database. */
    public Uni<StatusView> status() {
        return views().map(views -> views.status(
                suggestionViews.all(suggestions.open()), suggestions.hints().storm(), leadership));
    }

    /** Open and past suggestions, newest first. */
    public Uni<List<SuggestionView>> suggestions(int limit) {
        return suggestions.recent(limit).map(suggestionViews::all);
    }

    /** One suggestion, open or past. */
    public Uni<Optional<SuggestionView>> suggestion(String id) {
        return suggestions.find(id).map(found -> found.map(suggestionViews::suggestion));
    }

    /** Running operations first, then ended ones, newest first. */
    public Uni<List<OperationView>> operations(int limit) {
        return operations.recent(limit).map(recent -> {
            var views = views(recent);
            return recent.stream().map(views::operation).toList();
        });
    }

    /** One operation; empty also for what cannot be an id. */
    public Uni<Optional<OperationView>> operation(String id) {
        OperationId operation;
        try {
            operation = new OperationId(id);
        } catch (IllegalArgumentException e) {
            return Uni.createFrom().item(Optional.empty());
        }
        return operations
                .find(operation)
                .map(found -> found.map(o -> views(List.of(o)).operation(o)));
    }

    /** What a move by hand would do; fails with {@link ApiProblem} where the request makes no sense. */
    public Uni<PlanView> plan(MoveRequest body) {
        return Uni.createFrom().deferred(() -> plan(request(body)));
    }

    Uni<PlanView> plan(Operations.Request request) {
        return operations.plan(request).map(plan -> views(List.of())
                .plan(plan, suggestionViews.drain(request.from(), plan.nodes().size())));
    }

    /** The request in the words of the domain; throws {@link ApiProblem} where it makes no sense. */
    public Operations.Request request(MoveRequest body) {
        return asked().request(body);
    }

    /** The id of a node of the fleet; throws {@link ApiProblem} where there is no such node. */
    public NodeId node(String id) {
        return asked().node(id).node().id();
    }

    /** The id of a framework; throws {@link ApiProblem} where there is no such framework. */
    public FrameworkId framework(String id) {
        return asked().framework(id).id();
    }

    /** Who {@code owner} names, empty for {@code reservoir}; throws {@link ApiProblem} where it names nobody. */
    public Optional<FrameworkId> owner(String owner) {
        return asked().owner(owner.isBlank() ? null : owner);
    }

    /** What the ledger has said of a node, newest first; nothing where it cannot have said anything. */
    public Uni<List<NodePastView>> past(String node, int limit) {
        NodeId id;
        try {
            id = new NodeId(node);
        } catch (IllegalArgumentException e) {
            return Uni.createFrom().item(List.of());
        }
        return nodes.history(id, limit)
                .map(past -> past.stream().map(Views::past).toList());
    }

    private Asked asked() {
        return new Asked(inventory.frameworks(), inventory.current());
    }

    /** The mapping of this moment, for what says nothing of how loaded nodes are. */
    Views views(List<Operations.Operation> recent) {
        return views(recent, inventory.current());
    }

    /** The mapping of this moment, with the signals of this moment. */
    Uni<Views> views() {
        return operations.recent(OPERATIONS).map(recent -> views(recent, inventory.live()));
    }

    private Views views(List<Operations.Operation> recent, FleetPicture picture) {
        return new Views(
                clock.instant(),
                inventory.frameworks(),
                picture,
                suggestions.pressures(),
                suggestions.history(),
                recent);
    }
}
