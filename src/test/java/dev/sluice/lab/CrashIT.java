package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.lab.CrashPoint.Victim;
import dev.sluice.lab.JournalBrake.Held;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Server, agents and database killed with SIGKILL at chosen writes of the journal, while four nodes at a time go from YARN to
 * Spark and back and both run a job. Whatever was killed, the operation ends with all four moved, the ledger and both
 * frameworks agree on every node, and both jobs come to the right result without having lost a piece of work.
 *
 * <p>One lab serves all points; up to {@value #TOGETHER} of them are met in one operation. System properties: {@code
 * crash.points} is how many points, all when absent; {@code crash.seed} chooses them.
 */
@Tag("crash")
class CrashIT {

    private static final Duration PATIENCE = Duration.ofSeconds(300);
    private static final int TOGETHER = 16;
    /** A server starts its database again so often, and no more. */
    private static final int DATABASE_TOGETHER = 4;

    private static final List<String> FRAMEWORKS = List.of("yarn", "spark");
    /** Those that move; one node more stays with each framework. */
    private static final List<String> MOVING = List.of("node-2", "node-3", "node-4", "node-5");

    /** What became of the points, for the table. */
    private final Map<CrashPoint, String> resumed = new LinkedHashMap<>();

    @Test
    void whoeverIsKilledAtWhicheverWrite(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) {
        long seed = Long.getLong("crash.seed", 1);
        List<CrashPoint> left =
                new ArrayList<>(CrashPoint.sample(Integer.getInteger("crash.points", Integer.MAX_VALUE), seed));
        int count = left.size();
        System.out.println("Crash test: " + count + " of " + CrashPoint.all().size() + " points, seed " + seed);
        try (Lab lab = Lab.start(dir);
                LabFleet fleet = LabFleet.start(lab, nodes(), settings());
                JournalBrake brake = new JournalBrake(dir.resolve("data"))) {
            // Given both jobs at work, and the brake
            lab.spark().awaitWorkers(1);
            lab.yarn().awaitNodes(1 + CrashPoint.NODES);
            LabProcess spark = lab.run(new SparkJob("crunch", 6, 24, 1, 0).on(lab));
            LabProcess yarn = lab.run(new YarnJob("batch", 4, 0, 2).on(lab));
            brake.install();

            // When
            for (int operation = 0; !left.isEmpty(); operation++) {
                operation(operation % CrashPoint.DIRECTIONS, left, fleet, brake);
            }

            // Then
            assertThat(resumed).hasSize(count);
            spark.tell("stop");
            yarn.tell("stop");
            assertThat(spark.awaitEnd(PATIENCE)).isTrue();
            assertThat(yarn.awaitEnd(PATIENCE)).isTrue();
            assertThat(spark.output()).containsPattern("RESULT ok=true .* lost=0");
            assertThat(yarn.output()).containsPattern("RESULT ok=true completed=[1-9][0-9]* lost=0");
        } finally {
            printTable();
        }
        assertThat(LabSweep.sweep(dir)).as("processes left behind").isZero();
    }

    private static List<DemoNode> nodes() {
        return Stream.of(1, 2, 3, 4, 5, 6)
                .map(n -> new DemoNode(n, n == 1 ? "spark" : "yarn"))
                .toList();
    }

    private static Map<String, String> settings() {
        // All four at once, so that kills meet every mixture of states; and kills take time that a move does not.
        Map<String, String> settings = new LinkedHashMap<>(Map.of(
                "sluice.moving.parallelism.first",
                "" + CrashPoint.NODES,
                "sluice.moving.parallelism.most",
                "" + CrashPoint.NODES,
                "sluice.frameworks.spark.policy.mode",
                "observe",
                "sluice.frameworks.yarn.policy.mode",
                "observe"));
        for (String state : List.of("check", "release", "verify", "rollback")) {
            settings.put("sluice.moving.deadline." + state, "20m");
        }
        return settings;
    }

    /** One operation through as many points of its direction as go together. */
    private void operation(int direction, List<CrashPoint> left, LabFleet fleet, JournalBrake brake) {
        List<CrashPoint> points = taken(direction, left);
        brake.arm(points, MOVING);
        String from = FRAMEWORKS.get(direction);
        String to = FRAMEWORKS.get(1 - direction);
        fleet.awaitReady();
        String operation = fleet.move(from, to, MOVING, "to see it survive " + points.size() + " kills");

        Instant giveUp = Instant.now().plus(PATIENCE).plus(Duration.ofSeconds(20L * points.size()));
        List<CrashPoint> open = new ArrayList<>(points);
        List<CrashPoint> passed = new ArrayList<>();
        while (!open.isEmpty()) {
            assertThat(Instant.now())
                    .as("%s was not held at %s: %s", operation, open, fleet.told(operation))
                    .isBefore(giveUp);
            List<Held> held = brake.held();
            if (held.isEmpty()) {
                Pauses.pause(Duration.ofMillis(50));
            } else {
                List<CrashPoint> met = kill(held, open, fleet, brake);
                open.removeAll(met);
                passed.addAll(passed(held, open, brake));
                open.removeAll(passed);
            }
        }
        fleet.awaitReady();
        fleet.awaitDone(operation);
        MOVING.forEach(node -> fleet.assertServes(node, to));
        points.removeAll(passed);
        points.forEach(p -> resumed.merge(p, ", 4 of 4 in " + to, String::concat));
        left.addAll(passed);
    }

    /**
     * Of those that were held when somebody else was killed, the ones whose write was committed: it is not made again, so their own
     * victim is killed in another operation.
     */
    private static List<CrashPoint> passed(List<Held> held, List<CrashPoint> open, JournalBrake brake) {
        List<Integer> waiting = brake.held().stream().map(Held::point).toList();
        List<CrashPoint> passed = open.stream()
                .filter(CrashPoint::after)
                .filter(p -> held.stream().anyMatch(h -> h.point() == p.id()) && !waiting.contains(p.id()))
                .toList();
        if (!passed.isEmpty()) {
            brake.disarm(passed.stream().map(CrashPoint::id).toList());
        }
        return passed;
    }

    private static List<CrashPoint> taken(int direction, List<CrashPoint> left) {
        List<CrashPoint> points = new ArrayList<>();
        int databases = 0;
        for (CrashPoint point : left) {
            boolean fits = point.direction() == direction
                    && points.size() < TOGETHER
                    && (point.victim() != Victim.DATABASE || databases < DATABASE_TOGETHER);
            if (fits) {
                points.add(point);
                databases += point.victim() == Victim.DATABASE ? 1 : 0;
            }
        }
        left.removeAll(points);
        return points;
    }

    /** Kills the first one's victim; answers the points that are thereby met. */
    private List<CrashPoint> kill(List<Held> held, List<CrashPoint> open, LabFleet fleet, JournalBrake brake) {
        CrashPoint first = point(held.getFirst(), open);
        // Of several that are held, those with the same victim are met by the same kill.
        List<CrashPoint> met = held.stream()
                .map(h -> point(h, open))
                .filter(p -> p.victim() == first.victim() && (p.victim() != Victim.AGENT || p.node() == first.node()))
                .toList();
        List<Integer> ids = met.stream().map(CrashPoint::id).toList();
        Instant killed = Instant.now();
        switch (first.victim()) {
            case SERVER -> {
                fleet.killServer();
                brake.endSessions(held);
                brake.disarm(ids);
                long events = brake.events();
                fleet.restartServer();
                awaitGoingOn(fleet, brake, events);
            }
            case AGENT -> {
                String node = MOVING.get(first.node());
                fleet.killAgent(node);
                brake.disarm(ids);
                fleet.startAgent(node);
                fleet.awaitAgent(node);
            }
            case DATABASE -> {
                brake.killDatabase();
                LabFleet.await("the database's return", brake::databaseAnswers);
                brake.disarm(ids);
                long events = brake.events();
                awaitGoingOn(fleet, brake, events);
            }
        }
        String took = String.format(
                Locale.ROOT, "%.1f s", Duration.between(killed, Instant.now()).toMillis() / 1000.0);
        met.forEach(p -> resumed.put(p, took));
        met.forEach(p -> System.out.println("  " + line(p)));
        return met;
    }

    /** Until the journal grows again, is held again, or has come to its end. */
    private static void awaitGoingOn(LabFleet fleet, JournalBrake brake, long events) {
        LabFleet.await(
                "the operation to go on",
                () -> brake.events() > events || !brake.held().isEmpty() || fleet.isQuiet());
    }

    private static CrashPoint point(Held held, List<CrashPoint> open) {
        return open.stream().filter(p -> p.id() == held.point()).findFirst().orElseThrow();
    }

    private void printTable() {
        System.out.println(String.format(
                Locale.ROOT,
                "%n%5s  %-8s  %-6s  %-8s  %-26s  %s",
                "point",
                "killed",
                "to",
                "node",
                "at",
                "resumed in"));
        resumed.keySet().forEach(p -> System.out.println(line(p)));
        System.out.println(resumed.size() + " points met");
    }

    private String line(CrashPoint p) {
        return String.format(
                Locale.ROOT,
                "%5d  %-8s  %-6s  %-8s  %-26s  %s",
                p.id(),
                p.victim().name().toLowerCase(Locale.ROOT),
                FRAMEWORKS.get(1 - p.direction()),
                MOVING.get(p.node()),
                p.moment(),
                Optional.ofNullable(resumed.get(p)).orElse(""));
    }
}
