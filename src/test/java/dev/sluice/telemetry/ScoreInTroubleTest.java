package dev.sluice.telemetry;

import static dev.sluice.inventory.Pictures.NODE;
import static dev.sluice.inventory.Pictures.id;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.pressure.Pressure.Verdict;
import dev.sluice.pressure.Score;
import dev.sluice.pressure.Scoring;
import dev.sluice.pressure.ScoringInput;
import dev.sluice.pressure.ScoringRules;
import dev.sluice.telemetry.NodeReport.Event;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Stores;
import dev.sluice.telemetry.wire.Encoded;
import dev.sluice.telemetry.wire.Encoded.Line;
import dev.sluice.telemetry.wire.Encoded.Sample;
import dev.sluice.telemetry.wire.RemoteWrite1;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What goes wrong with senders and nodes, from the bytes on the wire to the framework's score: at every scrape the score is
 * what it was, or unknown, and the node's report says what happened. The nodes are all equally busy throughout.
 */
class ScoreInTroubleTest {

    private static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    private static final Duration MAX_AGE = Duration.ofSeconds(180);
    private static final Duration STEP = Duration.ofSeconds(15);
    private static final double BOOTED = 1.7e9;

    /** Of so many, one without signals is within the coverage that is asked for. */
    private static final List<String> NODES =
            IntStream.rangeClosed(1, 20).mapToObj(n -> "node-" + n).toList();

    private static final String FIRST = NODES.getFirst();

    private final HotStore store = Stores.large();
    private final Batch batch = store.batch();
    private final LiveTelemetry telemetry = new LiveTelemetry(store, Duration.ofMinutes(5), MAX_AGE);
    private Instant now = START;
    private double before;

    @BeforeEach
    void twentyNodesAtWork() {
        for (int i = 0; i < 20; i++) {
            now = now.plus(STEP);
            NODES.forEach(this::scraped);
        }
        before = score().pressure().value().orElseThrow();
        assertThat(before).isGreaterThan(0.5);
    }

    @Test
    void aSenderOfAllIsKilled() {
        for (int i = 1; i <= 24; i++) {
            now = now.plus(STEP);
            assertNoJump();
        }
        assertThat(score().pressure().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(score().because()).contains("0 of its 20 serving nodes have fresh signals");
        assertThat(report(FIRST).says()).contains("unknown, which is not idle");
        assertThat(what(FIRST)).containsExactly("It fell silent (remote-write).");

        // When it is back
        for (int i = 1; i <= 24; i++) {
            now = now.plus(STEP);
            NODES.forEach(this::scraped);
            assertNoJump();
        }
        assertKnown();
        assertThat(what(FIRST)).containsExactly("It was silent for 375 s (remote-write).");
    }

    @Test
    void oneNodeIsStopped() {
        now = now.plus(STEP);
        NODES.stream().skip(1).forEach(this::scraped);
        write(page(FIRST, now, counted(), BOOTED).stream()
                .map(l -> new Line(l.labels(), List.of(new Sample(now.toEpochMilli(), Samples.STALE_BITS, 0))))
                .toList());
        assertKnown();
        for (int i = 1; i <= 24; i++) {
            now = now.plus(STEP);
            NODES.stream().skip(1).forEach(this::scraped);
            assertKnown();
        }
        assertThat(what(FIRST)).containsExactly("Its sender said that the exporter is gone (remote-write).");
        assertThat(report(FIRST).state()).isEqualTo(NodeReport.State.SILENT);
    }

    @Test
    void allNodesReboot() {
        Instant rebooted = now.plusSeconds(30);
        double booted = BOOTED + 400_000;
        now = rebooted;
        for (int i = 1; i <= 24; i++) {
            now = now.plus(STEP);
            double since = Duration.between(rebooted, now).toSeconds();
            NODES.forEach(node -> write(page(node, now, since, booted)));
            assertNoJump();
        }
        assertKnown();
        assertThat(what(FIRST)).singleElement().asString().startsWith("It rebooted at");
    }

    @Test
    void theSendersClockIsSetBack() {
        for (int i = 1; i <= 24; i++) {
            now = now.plus(STEP);
            Instant wrong = now.minusSeconds(3000);
            NODES.forEach(node -> write(page(node, wrong, counted(), BOOTED)));
            assertNoJump();
        }
        assertThat(score().pressure().verdict()).isEqualTo(Verdict.UNKNOWN);
        assertThat(report(FIRST).says()).contains("a clock was set back");

        // When it is right again
        for (int i = 1; i <= 24; i++) {
            now = now.plus(STEP);
            NODES.forEach(this::scraped);
            assertNoJump();
        }
        assertKnown();
    }

    private void assertNoJump() {
        score().pressure().value().ifPresent(value -> assertThat(value).isCloseTo(before, within(1e-6)));
    }

    private void assertKnown() {
        assertThat(score().pressure().value().orElseThrow()).isCloseTo(before, within(1e-6));
    }

    /** With the signals as the inventory would read them now, and a framework that has nothing to say of its own. */
    private Score score() {
        Pictures pictures = new Pictures(now).framework("spark", policy(0, 20, 40), 0, NODES.size());
        for (String node : NODES) {
            NodeSignals signals = telemetry.signals(new NodeId(node), now);
            Pictures.Spot spot = pictures.node(node, "spark");
            spot.readings = signals.readings();
            spot.signalsAt = signals.newest().orElse(START);
        }
        FleetPicture picture = pictures.build();
        return Scoring.score(
                new ScoringInput(picture.frameworks().getFirst(), picture.ownedBy(id("spark")), 0, NODE, Map.of(), now),
                ScoringRules.DEFAULTS);
    }

    private NodeReport report(String node) {
        NodeId id = new NodeId(node);
        return NodeReport.of(id, telemetry.figures(id, now), store.sources(id), List.of(), now, MAX_AGE);
    }

    private List<String> what(String node) {
        return report(node).events().stream().map(Event::what).toList();
    }

    private void scraped(String node) {
        write(page(node, now, counted(), BOOTED));
    }

    /** Seconds that the counters have run for. */
    private double counted() {
        return 1000 + Duration.between(START, now).toSeconds();
    }

    private static List<Line> page(String node, Instant at, double counted, double booted) {
        return Encoded.node(node + ":9100", 2, at.toEpochMilli(), counted).stream()
                .map(l -> l.labels().contains("node_boot_time_seconds")
                        ? Line.of(l.labels(), at.toEpochMilli(), booted)
                        : l)
                .toList();
    }

    private void write(List<Line> lines) {
        byte[] body = Encoded.v1(lines);
        new RemoteWrite1().decode(body, body.length, batch.begin(Origin.REMOTE_WRITE, now.toEpochMilli()));
        assertThat(batch.firstBad()).isNull();
    }
}
