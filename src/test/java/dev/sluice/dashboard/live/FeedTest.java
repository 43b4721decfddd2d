package dev.sluice.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.api.view.NodeView;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.LargeFleet;
import java.io.IOException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** The feed's frames are the fixtures that the page's tests read, and a resume gives everything or a snapshot. */
class FeedTest {

    private final ObjectMapper mapper = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final Feed feed = new Feed(mapper, "e1");

    @Test
    void writesTheSnapshotThatThePageReads() throws IOException {
        // Given
        feed.advance(status("status"));

        // When
        var frame = feed.after("", 0, CellSignal.CPU).orElseThrow();

        // Then
        assertThat(mapper.readTree(frame.text())).isEqualTo(raw("snapshot"));
        assertThat(frame.offset()).isEqualTo(1);
    }

    @Test
    void writesOnlyWhatChanged() throws IOException {
        // Given
        feed.advance(status("status"));

        // When
        feed.advance(status("status-after"));

        // Then
        var frame = feed.after("e1", 1, CellSignal.CPU).orElseThrow();
        assertThat(mapper.readTree(frame.text())).isEqualTo(raw("delta"));
    }

    @Test
    void leavesNodesOutForAPageWithoutAMap() throws IOException {
        // Given
        feed.advance(status("status"));

        // When
        var frame = mapper.readTree(feed.after("", 0, null).orElseThrow().text());

        // Then
        assertThat(frame.has("nodes")).isFalse();
        assertThat(frame.has("flows")).isFalse();
        assertThat(frame.get("frameworks")).hasSize(2);
    }

    @Test
    void bringsAViewerThatMissedPicturesToTheNewestInOneFrame() throws IOException {
        // Given
        feed.advance(status("status"));
        feed.advance(status("status-after"));
        feed.advance(status("status"));

        // When
        var frame = mapper.readTree(
                feed.after("e1", 1, CellSignal.CPU).orElseThrow().text());

        // Then
        assertThat(frame.get("from").asLong()).isEqualTo(1);
        assertThat(frame.get("offset").asLong()).isEqualTo(3);
        // node-4 began to move and came back: its cell is told once, as it is now.
        assertThat(frame.get("cells")).hasSize(2);
        assertThat(frame.get("events").findValuesAsText("about"))
                .containsExactly("/operations/op-1", "/suggestions/s-1");
    }

    @Test
    void tellsUnchangedMissingAndErrorApart() throws IOException {
        // Given
        var before = status("status");
        feed.advance(before);
        var tree = (ObjectNode) raw("status");
        ((ObjectNode) tree.at("/nodes/0")).putNull("cpu");
        var noSources = (ObjectNode) tree.at("/nodes/1");
        noSources.putNull("cpu").putArray("sources");

        // When
        feed.advance(mapper.treeToValue(tree, StatusView.class));

        // Then
        var values = mapper.readTree(
                        feed.after("e1", 1, CellSignal.CPU).orElseThrow().text())
                .get("values");
        assertThat(values.toString()).isEqualTo("{\"gap\":[0,1],\"of\":[false,null]}");
    }

    @Test
    void carriesASecondOfTenThousandNodesInTwentyKilobytes() {
        // Given nodes that are read every 15 s, so that each second a fifteenth of them has another value
        var fleet = LargeFleet.of(8, 10_000, Instant.EPOCH);
        feed.advance(fleet);
        var nodes = new ArrayList<>(fleet.nodes());
        var random = new Random(7);
        for (var i = 0; i < nodes.size(); i += 15) {
            nodes.set(i, withCpu(nodes.get(i), random.nextDouble()));
        }

        // When
        feed.advance(new StatusView(
                fleet.at().plusSeconds(1),
                fleet.health(),
                fleet.frameworks(),
                nodes,
                fleet.suggestions(),
                fleet.operations()));

        // Then
        var frame = feed.after("e1", 1, CellSignal.CPU).orElseThrow();
        assertThat(frame.whole()).isFalse();
        assertThat(frame.bytes()).as("bytes of one second").isLessThan(20_000);
        System.out.println("10,000 nodes, 667 of them changed: " + frame.bytes() + " bytes; snapshot: "
                + feed.after("", 0, CellSignal.CPU).orElseThrow().bytes() + " bytes");
    }

    private static NodeView withCpu(NodeView n, double cpu) {
        return new NodeView(
                n.id(),
                n.owner(),
                n.state(),
                n.step(),
                n.operation(),
                n.rack(),
                n.cores(),
                n.memoryBytes(),
                n.frameworks(),
                cpu,
                n.memory(),
                n.running(),
                n.signalAgeSeconds(),
                n.sources(),
                n.agent(),
                n.role(),
                n.note(),
                n.pin(),
                n.labels(),
                n.disk(),
                n.network(),
                n.stalled());
    }

    @Test
    void givesASnapshotToWhoeverComesFromAnotherProcess() throws IOException {
        // Given
        feed.advance(status("status"));
        feed.advance(status("status-after"));

        // When
        var frames = List.of(
                feed.after("e0", 2, CellSignal.CPU).orElseThrow(),
                feed.after("e1", 10_000, CellSignal.CPU).orElseThrow(),
                feed.after("e1", 0, CellSignal.CPU).orElseThrow());

        // Then
        assertThat(frames).allSatisfy(frame -> {
            assertThat(frame.whole()).isTrue();
            assertThat(frame.offset()).isEqualTo(2);
        });
    }

    @Test
    void givesASnapshotRatherThanAPartOfTheEvents() throws IOException {
        // Given
        var quiet = status("status");
        var busy = status("status-after");
        feed.advance(quiet);
        for (var i = 0; i < 2 * Feed.EVENTS; i++) {
            feed.advance(i % 2 == 0 ? busy : quiet);
        }

        // When
        var within = feed.after("e1", 2 * Feed.EVENTS - 5, CellSignal.CPU).orElseThrow();
        var beyond = feed.after("e1", 2, CellSignal.CPU).orElseThrow();

        // Then
        assertThat(within.whole()).isFalse();
        assertThat(beyond.whole()).isTrue();
    }

    @Test
    void encodesOnceForAllWhoStandAtTheSamePlace() throws IOException {
        // Given
        feed.advance(status("status"));
        feed.advance(status("status-after"));

        // When
        var one = feed.after("e1", 1, CellSignal.CPU).orElseThrow();
        var other = feed.after("e1", 1, CellSignal.CPU).orElseThrow();

        // Then
        assertThat(one).isSameAs(other);
        assertThat(feed.after("e1", 2, CellSignal.CPU)).isEmpty();
    }

    @Test
    void keepsASlotForOneNodeOnly() throws IOException {
        // Given
        feed.advance(status("status"));
        var without = status("status");
        feed.advance(new StatusView(
                Instant.EPOCH,
                without.health(),
                without.frameworks(),
                without.nodes().subList(1, 6),
                List.of(),
                List.of()));

        // When
        feed.advance(status("status"));

        // Then
        var frame = mapper.readTree(
                feed.after("e1", 1, CellSignal.CPU).orElseThrow().text());
        assertThat(frame.get("gone").toString()).isEqualTo("[0]");
        assertThat(frame.at("/new/0/slot").asInt()).isEqualTo(6);
        assertThat(frame.at("/new/0/id").asText()).isEqualTo("node-1");
    }

    private StatusView status(String name) throws IOException {
        return mapper.treeToValue(raw(name), StatusView.class);
    }

    private JsonNode raw(String name) throws IOException {
        try (var json = FeedTest.class.getResourceAsStream("/live/" + name + ".json")) {
            return mapper.readTree(json);
        }
    }
}
