package dev.sluice.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import dev.sluice.api.view.StatusView;
import dev.sluice.dashboard.live.PartBoard.Key;
import dev.sluice.security.SocketAccess.Opener;
import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.subscription.UniEmitter;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A viewer gets the newest, one write at a time, and is closed when it stops reading. */
class ViewerTest {

    private final ObjectMapper mapper = new ObjectMapper()
            .registerModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS);
    private final Feed feed = new Feed(mapper, "e1");
    private final Parts source = new Parts();
    private final PartBoard board = new PartBoard(source, mapper);
    private final Wire wire = new Wire();
    private final Viewer viewer = new Viewer(wire, new Opener(true, "s1"), "ada", true, feed, board);
    private int second;

    @Test
    void hasOneWriteUnderWayAndThenGetsWhatIsNewest() {
        // Given
        tick();
        viewer.watch(new Interest("", 0, null, Map.of()));
        assertThat(wire.sent).hasSize(1);

        // When
        tick();
        tick();
        tick();

        // Then
        assertThat(wire.sent).hasSize(1);
        wire.written();
        assertThat(wire.sent).hasSize(2);
        assertThat(wire.sent.getLast()).contains("\"kind\":\"delta\"", "\"from\":1", "\"offset\":4");
        wire.written();
        assertThat(wire.sent).hasSize(2);
    }

    @Test
    void getsAPartOnceAndAgainWhenItsTextIsAnother() {
        // Given
        source.html = "<p>1</p>";
        tick();
        viewer.watch(new Interest("e1", 1, null, Map.of("answer", "")));
        tick();
        wire.written();
        assertThat(wire.sent.getLast()).contains("\"kind\":\"part\"", "<p>1</p>");
        wire.written();

        // When
        var before = wire.sent.size();
        tick();
        wire.written();

        // Then
        assertThat(wire.sent).hasSize(before + 1);
        assertThat(wire.sent.getLast()).contains("\"kind\":\"delta\"");

        // When
        source.html = "<p>2</p>";
        tick();
        wire.written();

        // Then
        assertThat(wire.sent.getLast()).contains("<p>2</p>");
    }

    @Test
    void isToldThatAPartIsGone() {
        // Given
        source.html = null;
        tick();
        viewer.watch(new Interest("e1", 1, null, Map.of("node:n", "")));

        // When
        tick();
        wire.written();

        // Then
        assertThat(wire.sent.getLast()).contains("\"name\":\"node:n\"", "\"html\":null");
    }

    @Test
    void isNoLongerFollowedWhenItsBrowserDoesNotAnswer() {
        // Given
        var begin = 1_000_000L;
        assertThat(viewer.follows(begin)).isTrue();
        assertThat(wire.pings).isEqualTo(1);

        // When
        viewer.answered();
        assertThat(viewer.follows(begin + Viewer.PING_EVERY_MILLIS + 1)).isTrue();

        // Then
        assertThat(wire.pings).isEqualTo(2);
        var asked = begin + Viewer.PING_EVERY_MILLIS + 1;
        assertThat(viewer.follows(asked + Viewer.ANSWER_WITHIN_MILLIS)).isTrue();
        assertThat(viewer.follows(asked + Viewer.ANSWER_WITHIN_MILLIS + 1)).isFalse();
    }

    @Test
    void isNoLongerFollowedWhenItOwesAnAnswerForTooManyBytes() {
        // Given
        source.html = "x".repeat(1 << 20);
        tick();
        viewer.watch(new Interest("e1", 1, null, Map.of("a", "", "b", "", "c", "", "d", "", "e", "")));

        // When
        tick();
        for (var i = 0; i < 5; i++) {
            wire.written();
        }

        // Then
        assertThat(viewer.follows(0)).isFalse();
        viewer.answered();
        assertThat(viewer.follows(0)).isTrue();
    }

    private void tick() {
        var status = new StatusView(
                Instant.ofEpochSecond(++second),
                new StatusView.HealthView(true, null, 0, 0, 0, 0, 0, 0, null),
                List.of(),
                List.of(),
                List.of(),
                List.of());
        feed.advance(status);
        board.refresh(Set.copyOf(viewer.tracked().toList()), status, (Key changed) -> viewer.pump());
        viewer.pump();
    }

    /** Writes nothing until it is told to. */
    private static final class Wire implements Viewer.Line {
        private final List<String> sent = new ArrayList<>();
        private final Deque<UniEmitter<? super Void>> open = new ArrayDeque<>();
        private int pings;

        @Override
        public Uni<Void> send(String text) {
            sent.add(text);
            return Uni.createFrom().<Void>emitter(open::add);
        }

        @Override
        public Uni<Void> ping() {
            pings++;
            return Uni.createFrom().voidItem();
        }

        @Override
        public Uni<Void> close(CloseReason reason) {
            return Uni.createFrom().voidItem();
        }

        private void written() {
            open.removeFirst().complete(null);
        }
    }

    /** Every part is the same text. */
    private static final class Parts implements PartSource {
        private @Nullable String html = "";

        @Override
        public Uni<Optional<String>> render(String name, boolean mayAct, StatusView status) {
            return Uni.createFrom().item(Optional.ofNullable(html));
        }

        @Override
        public Duration pace(String name) {
            return Duration.ZERO;
        }
    }
}
