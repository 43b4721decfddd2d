package dev.sluice.api;

import dev.sluice.agent.AgentReport;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.FleetPicture.NodePicture;
import dev.sluice.moving.Control;
import dev.sluice.moving.Operations.Move;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Operations.Step;
import dev.sluice.moving.Totals;
import dev.sluice.planning.Suggestion;
import dev.sluice.pressure.Pressure;
import dev.sluice.pressure.Trend;
import dev.sluice.suggesting.Suggestions.Offer;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.NodeSignals.Reading;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;

/**
 * A fleet of three nodes: node-1 serves Spark, node-2 drains out of YARN for op-7, node-3 is idle in the reservoir and its
 * agent cannot start what it should.
 */
final class Samples {

    static final Instant NOW = Instant.parse("2026-03-01T12:00:00Z");
    static final FrameworkId SPARK = new FrameworkId("spark");
    static final FrameworkId YARN = new FrameworkId("yarn");
    static final NodeId NODE_1 = new NodeId("node-1");
    static final NodeId NODE_2 = new NodeId("node-2");
    static final NodeId NODE_3 = new NodeId("node-3");
    static final OperationId OP_7 = new OperationId("op-7");

    static final Framework SPARK_FRAMEWORK =
            new Framework(SPARK, "spark", "Spark", new FrameworkPolicy(1, 3, 6, 1, 0.7, FrameworkPolicy.Mode.SUGGEST));
    static final Framework YARN_FRAMEWORK =
            new Framework(YARN, "yarn", "YARN", new FrameworkPolicy(1, 3, 6, 1, 0.7, FrameworkPolicy.Mode.SUGGEST));
    static final List<Framework> FRAMEWORKS = List.of(SPARK_FRAMEWORK, YARN_FRAMEWORK);

    private Samples() {}

    static FleetPicture picture() {
        return new FleetPicture(
                NOW.minusSeconds(1),
                List.of(
                        new FrameworkPicture(SPARK_FRAMEWORK, Optional.of(observation()), Optional.empty()),
                        new FrameworkPicture(
                                YARN_FRAMEWORK, Optional.empty(), Optional.of("http://127.0.0.1:8088 refuses"))),
                List.of(
                        new NodePicture(
                                node(NODE_1),
                                owned(NODE_1, Optional.of(SPARK), Ownership.State.SETTLED, Optional.empty()),
                                signals(NODE_1),
                                Optional.of(member("127.0.2.1", Presence.SERVING, 2)),
                                Optional.of(agent(NODE_1, Optional.of(SPARK), AgentReport.RoleState.RUNNING, true))),
                        new NodePicture(
                                node(NODE_2),
                                owned(NODE_2, Optional.of(YARN), Ownership.State.MOVING, Optional.of(OP_7)),
                                NodeSignals.unknown(NODE_2),
                                Optional.of(member("127.0.2.2", Presence.DRAINING, 1)),
                                Optional.of(agent(NODE_2, Optional.of(YARN), AgentReport.RoleState.RUNNING, false))),
                        new NodePicture(
                                node(NODE_3),
                                owned(NODE_3, Optional.empty(), Ownership.State.SETTLED, Optional.empty()),
                                NodeSignals.unknown(NODE_3),
                                Optional.empty(),
                                Optional.of(agent(NODE_3, Optional.empty(), AgentReport.RoleState.FAILED, true)))));
    }

    static Views views(Operation... operations) {
        return new Views(NOW, FRAMEWORKS, picture(), List.of(sparkPressure()), history(), List.of(operations));
    }

    static Pressure sparkPressure() {
        return new Pressure(
                SPARK,
                OptionalDouble.of(1.5),
                OptionalDouble.of(0.8),
                OptionalDouble.of(1.5),
                Pressure.Part.DEMAND,
                Pressure.Verdict.OVERLOADED,
                1,
                Duration.ofSeconds(3),
                Optional.of(new Trend(0.1, 1.8)),
                Optional.empty());
    }

    static Map<FrameworkId, List<OptionalDouble>> history() {
        return Map.of(SPARK, List.of(OptionalDouble.empty(), OptionalDouble.of(1.4), OptionalDouble.of(1.5)));
    }

    static Offer offer(Offer.State state) {
        return new Offer(
                "s-12",
                new Suggestion(
                        Optional.of(YARN),
                        SPARK,
                        List.of(NODE_2),
                        "Spark waits for 6 cores and YARN idles.",
                        List.of(
                                new Suggestion.Effect(YARN, 1, 0, 0.2, 0.4),
                                new Suggestion.Effect(SPARK, 1, 2, 1.5, 0.75)),
                        List.of(new Suggestion.WhyNot(
                                "node-3", Suggestion.Rule.NO_ROLE, "node-3 has no role for spark."))),
                state,
                NOW.minusSeconds(30),
                NOW.plusSeconds(270),
                state == Offer.State.APPROVED ? Optional.of(OP_7) : Optional.empty());
    }

    static Operation draining() {
        return new Operation(
                OP_7,
                Optional.of(YARN),
                Optional.of(SPARK),
                "month end",
                "local",
                Operation.Status.RUNNING,
                NOW.minusSeconds(20),
                Optional.empty(),
                new Totals(1, 0, 1, 0, 0, 0, 0),
                List.of(move(NODE_2, "DRAINING")));
    }

    static Operation ended(NodeId node, String state, Operation.Status status) {
        return new Operation(
                OP_7,
                Optional.of(YARN),
                Optional.of(SPARK),
                "month end",
                "local",
                status,
                NOW.minusSeconds(20),
                Optional.of(NOW),
                switch (state) {
                    case "MOVED" -> new Totals(1, 1, 0, 0, 0, 0, 0);
                    case "STUCK" -> new Totals(1, 0, 0, 0, 1, 0, 0);
                    case "UNDONE" -> new Totals(1, 0, 0, 0, 0, 1, 0);
                    case "QUARANTINED" -> new Totals(1, 0, 0, 0, 0, 0, 1);
                    default -> new Totals(1, 0, 1, 0, 0, 0, 0);
                },
                List.of(move(node, state)));
    }

    static Move move(NodeId node, String state) {
        return new Move(
                node,
                state,
                NOW.minusSeconds(9),
                Optional.of(NOW.plusSeconds(291)),
                Optional.of(3),
                Optional.of(Duration.ofSeconds(90)),
                List.of("container_1 of job 5: runs to its end"),
                Optional.empty(),
                Optional.empty(),
                Set.of(Control.Kind.UNDO, Control.Kind.WAIT),
                List.of(
                        new Step("drain", Step.State.RUNNING, Optional.of(NOW.minusSeconds(9)), Optional.empty()),
                        new Step("release", Step.State.WAITING, Optional.empty(), Optional.empty())));
    }

    private static Observation observation() {
        return new Observation(
                NOW.minusSeconds(4),
                List.of(member("127.0.2.1", Presence.SERVING, 2)),
                new Observation.Demand(
                        Resources.of(2, 1 << 30),
                        Resources.of(2, 2L << 30),
                        List.of(new Observation.Pending(
                                "app-1", "pi", Resources.of(4, 1 << 30), Optional.empty(), Optional.empty()))));
    }

    private static Observation.Member member(String name, Presence presence, int running) {
        return new Observation.Member(
                name, presence, Resources.of(2, 2L << 30), Resources.NONE, running, Optional.empty());
    }

    private static Node node(NodeId id) {
        return new Node(
                id,
                Resources.of(2, 2L << 30),
                Optional.of("r1"),
                Map.of(),
                Map.of(YARN, "127.0.2.1", SPARK, "127.0.2.1"));
    }

    private static Ownership owned(
            NodeId node, Optional<FrameworkId> owner, Ownership.State state, Optional<OperationId> operation) {
        return new Ownership(node, owner, state, 3, operation, Optional.empty(), NOW.minusSeconds(60));
    }

    private static NodeSignals signals(NodeId node) {
        return new NodeSignals(
                node,
                Map.of(
                        Dimension.CPU,
                        new Reading(0.5, 0.75, OptionalDouble.empty()),
                        Dimension.MEMORY,
                        new Reading(0.25, 0.3, OptionalDouble.empty())),
                Optional.of(NOW.minusSeconds(7)),
                List.of("remote-write"));
    }

    private static AgentReport agent(
            NodeId node, Optional<FrameworkId> role, AgentReport.RoleState state, boolean connected) {
        return new AgentReport(node(node), role, state, 3, "it exits with 1 at once", connected, NOW.minusSeconds(2));
    }
}
