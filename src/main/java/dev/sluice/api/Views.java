package dev.sluice.api;

import dev.sluice.agent.AgentReport;
import dev.sluice.alerting.Storm;
import dev.sluice.api.view.ControlView;
import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.FrameworkView.PressureView;
import dev.sluice.api.view.FrameworkView.RulesView;
import dev.sluice.api.view.NodePastView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.PlanView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.StatusView.HealthView;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.api.view.SuggestionView.EffectView;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.leading.Leadership;
import dev.sluice.leading.Leadership.Leader;
import dev.sluice.leading.Leadership.Standing;
import dev.sluice.moving.Controls;
import dev.sluice.moving.Operations.Move;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Plan;
import dev.sluice.moving.Totals;
import dev.sluice.pressure.Pressure;
import dev.sluice.pressure.Trend;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.NodeSignals.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One moment's picture, scores and operations, as views. Pure.
 *
 * @param at the moment that ages are counted to
 * @param operations recent ones, running ones among them
 */
record Views(
        Instant at,
        List<Framework> frameworks,
        FleetPicture picture,
        List<Pressure> pressures,
        Map<FrameworkId, List<OptionalDouble>> history,
        List<Operation> operations) {

    StatusView status(List<SuggestionView> open, Optional<Storm> storm, Leadership leadership) {
        var operationViews = operations.stream().map(this::operation).toList();
        return new StatusView(
                at,
                health(leadership, storm),
                frameworks.stream().map(this::framework).toList(),
                nodes(),
                open,
                operationViews);
    }

    /** Every node, and every member that no node of the fleet stands behind, by id. */
    List<NodeView> nodes() {
        return Stream.concat(picture.nodes().stream().map(this::node), strangers())
                .sorted(Comparator.comparing(NodeView::id))
                .toList();
    }

    private Stream<NodeView> strangers() {
        return picture.frameworks().stream()
                .flatMap(f -> picture.strangersOf(f.framework().id()).stream().map(m -> stranger(f.framework(), m)));
    }

    private static NodeView stranger(Framework framework, Observation.Member member) {
        return new NodeView(
                member.name(),
                framework.id().value(),
                Ownership.State.GHOST.name(),
                null,
                null,
                null,
                member.capacity().cores(),
                member.capacity().memoryBytes(),
                List.of(framework.id().value()),
                null,
                null,
                member.running(),
                null,
                List.of(),
                "NONE",
                null,
                framework.title() + " lists it, and neither an agent nor the ledger knows it.",
                null,
                Map.of(),
                null,
                null,
                null);
    }

    private HealthView health(Leadership leadership, Optional<Storm> storm) {
        var agents = picture.nodes().stream().flatMap(n -> n.agent().stream()).toList();
        var stuck = operations.stream()
                .flatMap(o -> o.moves().stream())
                .filter(m -> "STUCK".equals(m.state()))
                .count();
        var leader = leader(leadership);
        return new HealthView(
                leadership.standing() instanceof Standing.Leads,
                leader.map(Leader::name).orElse(null),
                leader.map(l -> l.term().number()).orElse(0L),
                (int) agents.stream().filter(AgentReport::connected).count(),
                agents.size(),
                picture.nodes().size(),
                (int) stuck,
                (int) picture.nodes().stream()
                        .filter(n -> n.ownership().state().frozen())
                        .count(),
                storm.map(AlertAssembler::view).orElse(null));
    }

    private static Optional<Leader> leader(Leadership leadership) {
        return switch (leadership.standing()) {
            case Standing.Leads leads -> Optional.of(new Leader(leadership.self(), leads.term(), leads.since()));
            case Standing.Follows follows -> follows.leader();
            case Standing.Cut cut -> Optional.empty();
        };
    }

    FrameworkView framework(Framework framework) {
        var id = framework.id();
        var owned = picture.ownedBy(id);
        var observation = picture.framework(id).flatMap(FrameworkPicture::observation);
        var policy = framework.policy();
        return new FrameworkView(
                id.value(),
                framework.title(),
                framework.kind(),
                owned.size(),
                (int) owned.stream().filter(Views::serves).count(),
                (int) owned.stream().filter(Views::moves).count(),
                new RulesView(
                        policy.guarantee(),
                        policy.deserved(),
                        policy.cap(),
                        policy.weight(),
                        policy.target(),
                        policy.mode().name()),
                pressure(id),
                observation.map(o -> o.demand().pending().size()).orElse(0),
                observation.map(o -> age(o.at())).orElse(null),
                picture.framework(id).flatMap(FrameworkPicture::error).orElse(null),
                history.getOrDefault(id, List.of()).stream()
                        .<@Nullable Double>map(Views::boxed)
                        .collect(Collectors.toCollection(ArrayList::new)));
    }

    private PressureView pressure(FrameworkId id) {
        return pressures.stream()
                .filter(p -> p.framework().equals(id))
                .findFirst()
                .map(p -> new PressureView(
                        boxed(p.value()),
                        boxed(p.supply()),
                        boxed(p.demand()),
                        p.wonBy().name(),
                        p.verdict().name(),
                        p.coverage(),
                        p.trend().<@Nullable Double>map(Trend::perMinute).orElse(null),
                        p.trend().<@Nullable Double>map(Trend::ahead).orElse(null),
                        p.note().orElse(null)))
                .orElseGet(() -> new PressureView(
                        null,
                        null,
                        null,
                        Pressure.Part.NONE.name(),
                        Pressure.Verdict.UNKNOWN.name(),
                        0,
                        null,
                        null,
                        "It has not been scored yet."));
    }

    NodeView node(NodePicture picture) {
        var node = picture.node();
        var ownership = picture.ownership();
        var readings = picture.signals().readings();
        return new NodeView(
                node.id().value(),
                ownership.owner().map(FrameworkId::value).orElse(null),
                ownership.state().name(),
                runningMove(node.id()).map(Move::state).orElse(null),
                ownership.operation().map(Object::toString).orElse(null),
                node.rack().orElse(null),
                node.capacity().cores(),
                node.capacity().memoryBytes(),
                node.members().keySet().stream()
                        .sorted()
                        .map(FrameworkId::value)
                        .toList(),
                latest(readings, Dimension.CPU),
                latest(readings, Dimension.MEMORY),
                picture.member().map(m -> m.running()).orElse(null),
                picture.signals().newest().map(this::age).orElse(null),
                picture.signals().sources(),
                picture.agent().map(a -> a.connected() ? "CONNECTED" : "AWAY").orElse("NONE"),
                picture.agent().flatMap(Views::role).orElse(null),
                ownership
                        .note()
                        .or(() -> picture.agent().flatMap(Views::failure))
                        .orElse(null),
                ownership
                        .pin()
                        .map(p -> new NodeView.PinView(p.actor(), p.reason(), p.since()))
                        .orElse(null),
                node.labels(),
                latest(readings, Dimension.DISK),
                latest(readings, Dimension.NETWORK),
                stalled(readings));
    }

    static NodePastView past(Ledger.Past past) {
        var then = past.then();
        return new NodePastView(
                then.epoch(),
                past.at(),
                then.owner().map(FrameworkId::value).orElse(null),
                then.state().name(),
                then.operation().map(Object::toString).orElse(null),
                then.note().orElse(null),
                then.pin().isPresent());
    }

    static ControlView control(Controls.Outlook outlook) {
        return new ControlView(
                outlook.operation().value(),
                outlook.control().kind().name(),
                outlook.possible(),
                outlook.effects().stream()
                        .map(e ->
                                new ControlView.NodeEffectView(e.node().value(), e.state(), e.possible(), e.sentence()))
                        .toList());
    }

    private Optional<Move> runningMove(NodeId node) {
        return operations.stream()
                .filter(o -> o.endedAt().isEmpty())
                .flatMap(o -> o.moves().stream())
                .filter(m -> m.node().equals(node))
                .findFirst();
    }

    private static @Nullable Double stalled(Map<Dimension, Reading> readings) {
        return boxed(readings.values().stream()
                .flatMapToDouble(r -> r.stalled().stream())
                .max());
    }

    PlanView plan(Plan plan, @Nullable DrainView drain) {
        var request = plan.request();
        var effects = new ArrayList<EffectView>();
        request.from().flatMap(f -> effect(f, -plan.nodes().size())).ifPresent(effects::add);
        request.to().flatMap(f -> effect(f, plan.nodes().size())).ifPresent(effects::add);
        return new PlanView(
                request.from().map(FrameworkId::value).orElse(null),
                request.to().map(FrameworkId::value).orElse(null),
                plan.nodes().stream().map(NodeId::value).toList(),
                effects,
                plan.problems().stream().map(p -> p.sentence()).toList(),
                drain);
    }

    /** The same work on more or fewer nodes; empty where the pressure is unknown or no node would be left. */
    private Optional<EffectView> effect(FrameworkId framework, int change) {
        var before = picture.ownedBy(framework).size();
        var after = before + change;
        if (before <= 0 || after <= 0) {
            return Optional.empty();
        }
        return pressures.stream()
                .filter(p -> p.framework().equals(framework) && p.value().isPresent())
                .findFirst()
                .map(p -> p.value().getAsDouble())
                .map(value -> new EffectView(framework.value(), before, after, value, value * before / after));
    }

    OperationView operation(Operation operation) {
        return new OperationView(
                operation.id().value(),
                operation.from().map(FrameworkId::value).orElse(null),
                operation.to().map(FrameworkId::value).orElse(null),
                operation.reason(),
                operation.actor(),
                operation.status().name(),
                summary(operation.moves()),
                undoable(operation),
                operation.createdAt(),
                operation.endedAt().orElse(null),
                totals(operation.totals()),
                operation.moves().stream().map(Views::move).toList());
    }

    private static OperationView.TotalsView totals(Totals totals) {
        return new OperationView.TotalsView(
                totals.moves(),
                totals.moved(),
                totals.underWay(),
                totals.waiting(),
                totals.stuck(),
                totals.undone(),
                totals.quarantined());
    }

    private static OperationView.MoveView move(Move move) {
        return new OperationView.MoveView(
                move.node().value(),
                move.state(),
                move.since(),
                move.deadline().orElse(null),
                move.remaining().orElse(null),
                move.eta().map(Duration::toSeconds).orElse(null),
                move.blockers(),
                move.note().orElse(null),
                move.code().orElse(null),
                move.possible().stream().sorted().map(Enum::name).toList(),
                move.steps().stream()
                        .map(s -> new OperationView.StepView(
                                s.name(),
                                s.state().name(),
                                s.startedAt().orElse(null),
                                s.endedAt().orElse(null)))
                        .toList());
    }

    /** {@code 1 of 2 moved, 1 draining}: the ones that got there first, then the others in the order of the moves. */
    static String summary(List<Move> moves) {
        var states = moves.stream()
                .map(Move::state)
                .filter(s -> !"MOVED".equals(s))
                .collect(Collectors.groupingBy(Function.identity(), LinkedHashMap::new, Collectors.counting()));
        var moved = moves.stream().filter(m -> "MOVED".equals(m.state())).count();
        var parts = new ArrayList<String>();
        parts.add(moved + " of " + moves.size() + " moved");
        states.forEach((state, count) -> parts.add(count + " " + words(state)));
        return String.join(", ", parts);
    }

    private static String words(String state) {
        return state.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    /** Whether an undo would change anything: something still runs, or a moved node is still where it was moved to. */
    private boolean undoable(Operation operation) {
        return operation.moves().stream().anyMatch(move -> switch (move.state()) {
            case "UNDONE", "QUARANTINED", "ROLLING_BACK" -> false;
            case "MOVED" ->
                picture.node(move.node())
                        .map(NodePicture::ownership)
                        .filter(o -> o.state() == Ownership.State.SETTLED || o.state() == Ownership.State.MOVING)
                        .filter(o -> o.owner().equals(operation.to()))
                        .isPresent();
            default -> true;
        });
    }

    private long age(Instant then) {
        return Math.max(0, Duration.between(then, at).toSeconds());
    }

    private static boolean serves(NodePicture node) {
        return node.member().filter(m -> m.presence() == Presence.SERVING).isPresent();
    }

    private static boolean moves(NodePicture node) {
        return node.ownership().state() == Ownership.State.MOVING;
    }

    private static @Nullable Double latest(Map<Dimension, Reading> readings, Dimension dimension) {
        var reading = readings.get(dimension);
        return reading == null ? null : reading.latest();
    }

    private static Optional<String> role(AgentReport report) {
        return report.role().map(role -> role + " " + report.state());
    }

    private static Optional<String> failure(AgentReport report) {
        return report.state() == AgentReport.RoleState.FAILED ? Optional.of(report.proof()) : Optional.empty();
    }

    private static @Nullable Double boxed(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
