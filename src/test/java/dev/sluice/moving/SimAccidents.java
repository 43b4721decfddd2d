package dev.sluice.moving;

import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.driver.fake.FakeFramework.Method;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.moving.Operations.Rejected;
import dev.sluice.moving.Operations.Request;
import dev.sluice.planning.NodeChoice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/** What people, work and bad luck do to a {@link SimWorld}, one after another at random. */
final class SimAccidents {

    /** The reason of an operation that nobody asked for. */
    static final String AUTOMATIC = "automatic";

    /** With so many moves running no more are begun; the others would only wait. */
    private static final int MANY = 50;

    private final SimWorld world;
    private boolean under;
    private final Map<NodeId, FrameworkId> drainedByHand = new LinkedHashMap<>();
    private final Map<String, Integer> counts = new LinkedHashMap<>();

    SimAccidents(SimWorld world) {
        this.world = world;
    }

    Map<String, Integer> counts() {
        return counts;
    }

    void begin() {
        under = true;
        next();
    }

    /** Whatever is broken is repaired. */
    void end() {
        under = false;
        world.replicas().forEach(r -> r.links().forEach(SimLink::mend));
        world.database.disarm();
        world.fleet.frameworks().values().forEach(f -> {
            f.up();
            f.clearFaults();
        });
        world.fleet.nodes().keySet().forEach(n -> {
            world.agents.breakWorkers(n, false);
            world.agents.back(n);
        });
        liftDrains();
        world.fleet.nodes().forEach((id, node) -> node.members().forEach((f, member) -> {
            if (world.fleet.of(f).working(member) > 0) {
                world.fleet.of(f).endAllWork(member);
            }
        }));
    }

    private void next() {
        world.timers.after(Duration.ofMillis(50 + world.random.nextInt(700)), () -> {
            if (under) {
                happen();
                next();
            }
        });
    }

    private void happen() {
        int dice = world.random.nextInt(100);
        if (dice < 50) {
            user(dice);
        } else if (dice < 78) {
            work();
        } else if (dice < 89) {
            framework();
        } else if (dice < 97) {
            agent();
        } else {
            server();
        }
    }

    private void count(String what) {
        counts.merge(what, 1, Integer::sum);
    }

    private Duration seconds(int most) {
        return Duration.ofMillis(world.random.nextInt(most * 1000));
    }

    // ---- people ----

    private void user(int dice) {
        Optional<SimReplica> leader = world.leader();
        if (leader.isEmpty()) {
            return;
        }
        boolean many = world.journal.runningMoves().size() > MANY;
        if (dice < 25 && !many) {
            Request request = new Request(anyEnd(), anyEnd(), 1 + world.random.nextInt(6), List.of(), "to test");
            start(leader.get(), request, "operation");
        } else if (dice < 42 && !many) {
            automatic(leader.get());
        } else if (dice < 46) {
            running().ifPresent(m -> {
                count("undo");
                leader.get()
                        .operations()
                        .undo(m.header().id(), "tester", "changed my mind")
                        .subscribe()
                        .with(done -> {}, this::refused);
            });
        } else {
            running().ifPresent(m -> control(leader.get(), m));
        }
    }

    private void control(SimReplica leader, MemoryJournal.KeptMove move) {
        List<Control> controls = List.of(
                Control.CANCEL, Control.UNDO, Control.RETRY, Control.FORCE, Control.longer(Duration.ofMinutes(5)));
        Control control = controls.get(world.random.nextInt(controls.size()));
        leader.operations()
                .control(move.header().id(), Optional.of(move.route().node()), control, "tester", "to test")
                .subscribe()
                .with(done -> count(control.kind().name().toLowerCase(Locale.ROOT) + " of one move"), this::refused);
    }

    private Optional<FrameworkId> anyEnd() {
        int n = world.random.nextInt(SimWorld.FRAMEWORKS + 1);
        return n == SimWorld.FRAMEWORKS ? Optional.empty() : Optional.of(new FrameworkId("f" + n));
    }

    private void automatic(SimReplica leader) {
        Optional<FrameworkId> from = anyEnd();
        Optional<FrameworkId> to = anyEnd();
        if (!from.equals(to)) {
            FleetPicture picture = leader.inventory().current();
            NodeChoice.Rules rules = NodeChoice.Rules.of(
                    leader.life().clock().instant(), world.flaws.dwell(world.fleet.dwell()), picture);
            List<NodeId> nodes = NodeChoice.choose(picture, from, to, 1 + world.random.nextInt(4), rules)
                    .chosen();
            if (!nodes.isEmpty()) {
                start(leader, new Request(from, to, 0, nodes, AUTOMATIC), "automatic operation");
            }
        }
    }

    private void start(SimReplica leader, Request request, String what) {
        leader.operations().start(request, "tester").subscribe().with(done -> count(what), this::refused);
    }

    private void refused(Throwable failure) {
        if (failure instanceof Rejected rejected
                && rejected.problems().stream().anyMatch(p -> p.sentence().isBlank())) {
            world.watch.violated(SimWatch.Rule.REASON, "refused without a reason: " + rejected.problems());
        }
    }

    private Optional<MemoryJournal.KeptMove> running() {
        List<MemoryJournal.KeptMove> moves = world.journal.runningMoves();
        return moves.isEmpty() ? Optional.empty() : Optional.of(moves.get(world.random.nextInt(moves.size())));
    }

    private NodeId anyNode() {
        return new NodeId("n" + world.random.nextInt(SimWorld.NODES));
    }

    // ---- work, and other people's hands ----

    private void work() {
        NodeId node = anyNode();
        world.ledger
                .row(node)
                .owner()
                .filter(f -> world.fleet.of(f).presence(world.fleet.member(node, f)) == Presence.SERVING)
                .ifPresent(f -> {
                    FakeFramework framework = world.fleet.of(f);
                    String member = world.fleet.member(node, f);
                    if (world.random.nextInt(60) == 0) {
                        count("drain by hand");
                        framework.drainByHand(member, "maintenance");
                        drainedByHand.put(node, f);
                        world.timers.after(seconds(300), this::liftDrains);
                    } else {
                        String work = "w" + world.random.nextInt(1_000_000);
                        framework.startWork(member, work, Resources.of(1, 1));
                        world.timers.after(seconds(90), () -> framework.endWork(member, work));
                    }
                });
    }

    private void liftDrains() {
        drainedByHand.forEach((node, f) -> {
            String member = world.fleet.member(node, f);
            if (world.fleet
                    .of(f)
                    .drainReason(member)
                    .filter("maintenance"::equals)
                    .isPresent()) {
                world.fleet.of(f).liftDrain(member);
            }
        });
        drainedByHand.clear();
    }

    // ---- bad luck ----

    private void framework() {
        FakeFramework framework = world.fleet.of(new FrameworkId("f" + world.random.nextInt(SimWorld.FRAMEWORKS)));
        Method method = Method.values()[world.random.nextInt(Method.values().length)];
        switch (world.random.nextInt(8)) {
            case 0 -> {
                count("framework down");
                framework.down();
                world.timers.after(seconds(120), framework::up);
            }
            case 1 -> {
                count("refusal");
                framework.failNext(method, new DriverFailure.Refused("no"));
            }
            case 2, 3, 4 -> {
                count("framework unavailable once");
                framework.failNext(method, new DriverFailure.Unavailable("not now", null));
            }
            default -> {
                count("reply lost in the framework");
                framework.loseReply(method);
            }
        }
    }

    /** Mostly of a node that is on its way. */
    private void agent() {
        NodeId node = world.random.nextInt(4) > 0
                ? running().map(m -> m.route().node()).orElseGet(this::anyNode)
                : anyNode();
        switch (world.random.nextInt(8)) {
            case 0, 1, 2 -> {
                count("agent killed");
                world.agents.away(node, true);
                world.timers.after(seconds(60), () -> world.agents.back(node));
            }
            case 3, 4 -> {
                count("agent cut off");
                world.agents.away(node, false);
                world.timers.after(seconds(150), () -> world.agents.back(node));
            }
            case 5 -> {
                count("worker that does not stay up");
                world.agents.breakWorkers(node, true);
                world.timers.after(seconds(400), () -> world.agents.breakWorkers(node, false));
            }
            default -> {
                count("worker killed");
                world.agents.crashWorker(node);
            }
        }
    }

    private void server() {
        List<SimReplica> living = new ArrayList<>(world.replicas());
        if (living.isEmpty()) {
            return;
        }
        SimReplica replica = world.leader()
                .filter(l -> world.random.nextInt(3) > 0)
                .orElseGet(() -> living.get(world.random.nextInt(living.size())));
        switch (world.random.nextInt(9)) {
            case 0 -> {
                count("server killed");
                replica.life().die();
            }
            case 1 -> {
                boolean kept = world.random.nextBoolean();
                count(kept ? "server killed after a write" : "server killed before a write");
                world.database.killAtAppend(1 + world.random.nextInt(30), kept);
            }
            case 2 -> {
                count("server frozen");
                replica.life().freeze(seconds(40));
            }
            case 3, 4 -> {
                count("server cut off from the database");
                cut(replica.database(), 40);
            }
            case 5 -> {
                count("server cut off from everything");
                replica.links().forEach(l -> cut(l, 60));
            }
            default -> {
                count("server cut off from a framework");
                cut(replica.links().get(world.random.nextInt(SimWorld.FRAMEWORKS)), 120);
            }
        }
    }

    private void cut(SimLink link, int most) {
        link.cut();
        world.timers.after(seconds(most), link::mend);
    }
}
