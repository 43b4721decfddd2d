package dev.sluice.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.StatusAssembler;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Takes a new picture every second while somebody watches, and brings every viewer to it.
 *
 * <p>At most one write is in flight per viewer. A slow one is not queued for: when its write completes it gets the frame
 * after the one it has, or a snapshot when it has fallen too far behind, so memory does not grow with slowness. One whose
 * write does not complete within {@link #STALLED} is closed with a reason.
 */
@ApplicationScoped
class LiveFeed {

    private static final Logger LOG = Logger.getLogger(LiveFeed.class);
    private static final Duration TICK = Duration.ofSeconds(1);
    private static final Duration STALLED = Duration.ofSeconds(30);
    /** Application close code: the viewer does not read; it may come back and gets a snapshot. */
    private static final CloseReason TOO_SLOW = new CloseReason(4008, "too slow to follow");

    private final StatusAssembler assembler;
    private final Timers timers;
    private final Clock clock;
    private final Feed feed;
    private final Set<Viewer> viewers = ConcurrentHashMap.newKeySet();
    private final AtomicBoolean taking = new AtomicBoolean();
    private Timers.@Nullable Handle ticks;

    LiveFeed(StatusAssembler assembler, Timers timers, Clock clock, ObjectMapper mapper) {
        this.assembler = assembler;
        this.timers = timers;
        this.clock = clock;
        var epoch = new byte[6];
        new SecureRandom().nextBytes(epoch);
        this.feed = new Feed(new FeedEncoder(mapper), HexFormat.of().formatHex(epoch));
    }

    void start(@Observes StartupEvent event) {
        ticks = timers.every(TICK, this::tick);
    }

    void stop(@Observes ShutdownEvent event) {
        if (ticks != null) {
            ticks.cancel();
        }
    }

    /** A viewer who stands at a position; it gets what it lacks now, and every later frame. */
    Viewer join(String epoch, long offset, Function<String, Uni<Void>> send, Function<CloseReason, Uni<Void>> close) {
        var viewer = new Viewer(epoch, offset, send, close);
        viewers.add(viewer);
        viewer.pump();
        tick();
        return viewer;
    }

    void leave(Viewer viewer) {
        viewers.remove(viewer);
    }

    private void tick() {
        if (viewers.isEmpty() || !taking.compareAndSet(false, true)) {
            return;
        }
        assembler
                .status()
                .onTermination()
                .invoke(() -> taking.set(false))
                .subscribe()
                .with(
                        status -> {
                            feed.advance(status);
                            viewers.forEach(Viewer::pump);
                        },
                        failure -> LOG.warnf("The live feed skips a tick: %s", failure.getMessage()));
    }

    /** One open page. */
    final class Viewer {

        private final Function<String, Uni<Void>> send;
        private final Function<CloseReason, Uni<Void>> close;
        private final AtomicBoolean busy = new AtomicBoolean();
        private volatile String epoch;
        private volatile long offset;
        private volatile long busySince;

        private Viewer(
                String epoch, long offset, Function<String, Uni<Void>> send, Function<CloseReason, Uni<Void>> close) {
            this.epoch = epoch;
            this.offset = offset;
            this.send = send;
            this.close = close;
        }

        /** The page asks again from a position, because it found a gap. */
        void resume(String pageEpoch, long pageOffset) {
            epoch = pageEpoch;
            offset = pageOffset;
            pump();
        }

        private void pump() {
            if (!busy.compareAndSet(false, true)) {
                dropIfStalled();
                return;
            }
            Optional<Feed.Frame> next = feed.after(epoch, offset);
            if (next.isEmpty()) {
                busy.set(false);
                return;
            }
            var frame = next.get();
            busySince = clock.millis();
            send.apply(frame.text()).subscribe().with(sent -> delivered(frame), failure -> leave(this));
        }

        private void delivered(Feed.Frame frame) {
            epoch = feed.epoch();
            offset = frame.offset();
            busy.set(false);
            pump();
        }

        private void dropIfStalled() {
            if (clock.millis() - busySince > STALLED.toMillis() && viewers.remove(this)) {
                close.apply(TOO_SLOW)
                        .subscribe()
                        .with(done -> {}, failure -> LOG.debugf("Closing a slow viewer: %s", failure.getMessage()));
            }
        }
    }
}
