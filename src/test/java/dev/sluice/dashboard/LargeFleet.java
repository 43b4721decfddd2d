package dev.sluice.dashboard;

import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.OperationView;
import dev.sluice.api.view.OperationView.MoveView;
import dev.sluice.api.view.OperationView.StepView;
import dev.sluice.api.view.OperationView.TotalsView;
import dev.sluice.api.view.StatusView;
import dev.sluice.api.view.SuggestionView;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Random;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** A made-up fleet of any size with every state in it; the same for the same arguments. */
public final class LargeFleet {

    private static final List<String> STEPS =
            List.of("RESERVED", "DRAINING", "DRAINED", "RELEASED", "PREPARING", "JOINING", "VERIFYING");
    private static final List<String> TITLES = List.of(
            "OpenStack", "Spark", "Hadoop YARN", "Kubernetes", "Slurm", "Swarm", "Mesos", "Batch", "Staging", "Edge");
    private static final int GIVEN = 24;

    private final Random random = new Random(7);
    private final int frameworks;
    private final int nodes;
    private final Instant at;

    private LargeFleet(int frameworks, int nodes, Instant at) {
        this.frameworks = frameworks;
        this.nodes = nodes;
        this.at = at;
    }

    public static StatusView of(int frameworks, int nodes, Instant at) {
        return new LargeFleet(frameworks, nodes, at).status();
    }

    private StatusView status() {
        var all = IntStream.range(0, nodes).mapToObj(this::node).toList();
        var views =
                IntStream.range(0, frameworks).mapToObj(i -> framework(i, all)).toList();
        return new StatusView(
                at,
                new StatusView.HealthView(
                        true, "host-a", 1, nodes - nodes / 200, nodes, nodes, 1, nodes / 3000 + nodes / 2500, null),
                views,
                all,
                List.of(suggestion(all)),
                List.of(running(all), ended()));
    }

    /** Each framework holds one stretch of nodes, the first the longest. */
    private int owner(int node) {
        var share = (double) node / nodes;
        return (int) Math.min(frameworks - 1, Math.floor(Math.pow(share, 0.8) * frameworks));
    }

    private String id(int framework) {
        return TITLES.get(framework % TITLES.size()).toLowerCase(Locale.ROOT).replace(' ', '-');
    }

    private double level(int framework) {
        return List.of(0.42, 1.0, 0.3, 0.74, 0.9, 0.6, 0.78, 0.2, 0.55, 0.35).get(framework % TITLES.size());
    }

    private NodeView node(int i) {
        var owner = owner(i);
        var unknown = random.nextInt(400) == 0;
        var cpu = Math.clamp(level(owner) + random.nextGaussian() * 0.14, 0, 1);
        var state = i % 3001 == 7 ? "CONFLICT" : i % 2503 == 11 ? "LOST" : isMoving(i) ? "MOVING" : "SETTLED";
        return new NodeView(
                "node-" + (i + 1),
                i % 997 == 3 ? null : id(owner),
                state,
                state.equals("MOVING") ? STEPS.get(1 + i % 6) : null,
                state.equals("MOVING") ? "op-7" : null,
                "r" + (1 + i * 40 / nodes),
                64,
                256.0 * (1L << 30),
                List.of("spark", "hadoop-yarn", "openstack"),
                unknown ? null : cpu,
                unknown ? null : Math.clamp(0.3 + random.nextGaussian() * 0.2, 0, 1),
                random.nextInt(9),
                unknown ? 900L : (long) random.nextInt(15),
                List.of("remote-write"),
                i % 200 == 5 ? "AWAY" : "CONNECTED",
                id(owner) + " RUNNING",
                state.equals("CONFLICT") ? "It serves in two frameworks at once." : null,
                i % 1999 == 21 ? new NodeView.PinView("ada", "its disk is being watched", at.minusSeconds(7200)) : null,
                Map.of("zone", "z" + (1 + i % 3), "class", i % 5 == 0 ? "gpu" : "general"),
                random.nextDouble() * 0.4,
                random.nextDouble() * 0.6,
                random.nextDouble() * 0.1);
    }

    private boolean isMoving(int i) {
        var first = firstOf(3);
        return nodes >= 1000 && i >= first + 40 && i < first + 50;
    }

    private int firstOf(int framework) {
        return IntStream.range(0, nodes)
                .filter(i -> owner(i) == framework % frameworks)
                .findFirst()
                .orElse(0);
    }

    private FrameworkView framework(int i, List<NodeView> all) {
        var id = id(i);
        var held = (int) all.stream().filter(n -> id.equals(n.owner())).count();
        var supply = level(i) / 0.75;
        var demand = i == 1 ? 2.1 : level(i) * 1.1;
        var value = Math.max(supply, demand);
        var verdict = value > 1.1 ? "OVERLOADED" : value < 0.7 ? "SLACK" : "RIGHT";
        var history = new ArrayList<@Nullable Double>();
        for (var t = 0; t < 60; t++) {
            history.add(t == 20 ? null : value * (0.8 + 0.2 * Math.sin(t / 9.0 + i)));
        }
        return new FrameworkView(
                id,
                TITLES.get(i % TITLES.size()),
                id,
                held,
                held - held / 50,
                i == 3 ? 10 : 0,
                new FrameworkView.RulesView(held / 4, held, held * 2, 1, 0.75, "SUGGEST"),
                new FrameworkView.PressureView(
                        i == 6 ? null : value,
                        i == 6 ? null : supply,
                        i == 6 ? null : demand,
                        i == 6 ? "NONE" : demand > supply ? "DEMAND" : "SUPPLY",
                        i == 6 ? "UNKNOWN" : verdict,
                        0.98,
                        null,
                        null,
                        i == 6 ? "Only 61 % of its nodes have fresh signals." : null),
                i == 1 ? 412 : 0,
                i == 6 ? 240L : 2L,
                i == 6 ? "http://10.0.0.9:5050 does not answer within 10 s" : null,
                history);
    }

    private SuggestionView suggestion(List<NodeView> all) {
        var from = id(2);
        var given = all.stream()
                .filter(n -> from.equals(n.owner()) && n.state().equals("SETTLED"))
                .limit(Math.min(GIVEN, Math.max(1, nodes / 8)))
                .map(NodeView::id)
                .toList();
        var held = (int) all.stream().filter(n -> from.equals(n.owner())).count();
        var taken = (int) all.stream().filter(n -> id(1).equals(n.owner())).count();
        return new SuggestionView(
                "s-12",
                "OPEN",
                from,
                id(1),
                given,
                "Spark is at 2.10 (demand: 412 pieces of work wait) and Hadoop YARN at 0.40; with " + given.size()
                        + " more nodes Spark would be at 1.93 and Hadoop YARN at 0.41.",
                List.of(
                        new SuggestionView.EffectView(from, held, held - given.size(), 0.4, 0.41),
                        new SuggestionView.EffectView(id(1), taken, taken + given.size(), 2.1, 1.93)),
                List.of(
                        new SuggestionView.WhyNotView("kubernetes", "COOL_DOWN", "It gave nodes 4 minutes ago."),
                        new SuggestionView.WhyNotView("node-17", "DWELL", "It moved 20 minutes ago; nodes stay 60.")),
                at.minusSeconds(95),
                at.plusSeconds(80_000),
                null,
                new DrainView(
                        100,
                        95.0,
                        430.0,
                        285.0,
                        "A drain of Hadoop YARN usually takes 2 min, one in ten more than 7 min; " + given.size()
                                + " nodes about 5 min (from 100 past drains)."));
    }

    private OperationView running(List<NodeView> all) {
        var moving = all.stream().filter(n -> n.state().equals("MOVING")).toList();
        var moves = new ArrayList<MoveView>();
        for (var i = 0; i < moving.size(); i++) {
            moves.add(move(
                    moving.get(i),
                    i == 4 ? "STUCK" : String.valueOf(moving.get(i).step())));
        }
        return new OperationView(
                "op-7",
                id(3),
                id(0),
                "month end",
                "ada",
                "RUNNING",
                "0 of " + moves.size() + " moved, 1 stuck",
                true,
                at.minusSeconds(190),
                null,
                new TotalsView(moves.size(), 0, moves.size() - 1, 0, 1, 0, 0),
                moves);
    }

    private MoveView move(NodeView node, String state) {
        var reached = state.equals("STUCK") ? 5 : STEPS.indexOf(state);
        var steps = new ArrayList<StepView>();
        for (var i = 0; i < STEPS.size(); i++) {
            var done = i < reached;
            var now = i == reached;
            steps.add(new StepView(
                    STEPS.get(i),
                    done ? "DONE" : now ? (state.equals("STUCK") ? "FAILED" : "RUNNING") : "WAITING",
                    done || now ? at.minusSeconds(190 - i * 20L) : null,
                    done ? at.minusSeconds(170 - i * 20L) : null));
        }
        return new MoveView(
                node.id(),
                state,
                at.minusSeconds(40),
                state.equals("STUCK") ? null : at.plusSeconds(600),
                state.equals("DRAINING") ? 3 : null,
                state.equals("DRAINING") ? 90L : null,
                state.equals("DRAINING") ? List.of("pod web-5d8/<b>: its disruption budget allows none") : List.of(),
                state.equals("STUCK") ? "The agent started the worker three times and it exited with code 1." : null,
                state.equals("STUCK") ? "worker-fails" : null,
                state.equals("STUCK") ? List.of("WAIT", "RETRY", "UNDO") : List.of("UNDO", "WAIT", "FORCE"),
                steps);
    }

    private OperationView ended() {
        return new OperationView(
                "op-6",
                id(2),
                id(1),
                "s-9: Spark is at 1.80",
                "local",
                "DONE",
                "4 of 4 moved",
                true,
                at.minusSeconds(4000),
                at.minusSeconds(3600),
                new TotalsView(4, 4, 0, 0, 0, 0, 0),
                List.of());
    }
}
