package dev.sluice.dashboard;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.api.view.StatusView;
import java.io.IOException;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The feed's frames are the fixtures that the page's tests read, and a resume gives everything or a snapshot. */
class FeedTest {

    private final ObjectMapper mapper = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final Feed feed = new Feed(new FeedEncoder(mapper), "e1");

    @Test
    void writesTheSnapshotThatThePageReads() throws IOException {
        // Given
        var fixture = fixture("snapshot");
        feed.advance(status(fixture.get("status")));

        // When
        var frame = feed.after("", 0).orElseThrow();

        // Then
        assertThat(mapper.readTree(frame.text())).isEqualTo(fixture);
        assertThat(frame.offset()).isEqualTo(1);
    }

    @Test
    void writesOnlyWhatChanged() throws IOException {
        // Given
        var before = fixture("snapshot").get("status");
        feed.advance(status(before));

        // When
        feed.advance(after(before));

        // Then
        var frame = feed.after("e1", 1).orElseThrow();
        assertThat(mapper.readTree(frame.text())).isEqualTo(fixture("delta"));
    }

    @Test
    void givesEveryMissedDeltaInOrder() {
        // Given
        for (var i = 1; i <= 5; i++) {
            feed.advance(at(i));
        }

        // When
        var frames = List.of(
                feed.after("e1", 2).orElseThrow(),
                feed.after("e1", 3).orElseThrow(),
                feed.after("e1", 4).orElseThrow());

        // Then
        assertThat(frames).extracting(Feed.Frame::offset).containsExactly(3L, 4L, 5L);
        assertThat(frames).allSatisfy(frame -> assertThat(kind(frame)).isEqualTo("delta"));
        assertThat(feed.after("e1", 5)).isEmpty();
    }

    @Test
    void givesASnapshotWhereADeltaIsGoneOrOfAnotherProcess() {
        // Given
        for (var i = 1; i <= Feed.KEPT + 10; i++) {
            feed.advance(at(i));
        }

        // When
        var behind = feed.after("e1", 3).orElseThrow();
        var otherProcess = feed.after("e0", Feed.KEPT).orElseThrow();
        var ahead = feed.after("e1", 10_000).orElseThrow();

        // Then
        assertThat(List.of(behind, otherProcess, ahead)).allSatisfy(frame -> {
            assertThat(kind(frame)).isEqualTo("snapshot");
            assertThat(frame.offset()).isEqualTo(Feed.KEPT + 10);
        });
    }

    private String kind(Feed.Frame frame) throws IOException {
        return mapper.readTree(frame.text()).get("kind").asText();
    }

    private JsonNode fixture(String name) throws IOException {
        try (var json = FeedTest.class.getResourceAsStream("/live/" + name + ".json")) {
            return mapper.readTree(json);
        }
    }

    private StatusView status(JsonNode json) throws IOException {
        return mapper.treeToValue(json, StatusView.class);
    }

    /** The fixture's status two seconds later: node-4 drains, the suggestion has become an operation. */
    private StatusView after(JsonNode before) throws IOException {
        var status = status(before);
        var delta = fixture("delta");
        var frameworks = mapper.createArrayNode();
        before.get("frameworks").forEach(record -> frameworks.add(patched(record, delta.at("/frameworks/set"))));
        var nodes = mapper.createArrayNode();
        before.get("nodes").forEach(record -> nodes.add(patched(record, delta.at("/nodes/set"))));
        var tree = mapper.createObjectNode();
        tree.put("at", delta.get("at").asText());
        tree.set("health", before.get("health"));
        tree.set("frameworks", frameworks);
        tree.set("nodes", nodes);
        tree.putArray("suggestions");
        tree.set("operations", delta.at("/operations/set"));
        assertThat(status.suggestions()).hasSize(1);
        return status(tree);
    }

    private JsonNode patched(JsonNode record, JsonNode changes) {
        var copy = record.deepCopy();
        changes.forEach(change -> {
            if (change.get("id").equals(record.get("id"))) {
                change.properties().forEach(field -> ((ObjectNode) copy).set(field.getKey(), field.getValue()));
            }
        });
        return copy;
    }

    private static StatusView at(int second) {
        return new StatusView(
                Instant.ofEpochSecond(second),
                new StatusView.HealthView(true, "host-a", 1, 0, 0, 0, 0, 0),
                List.of(),
                List.of(),
                List.of(),
                List.of());
    }
}
