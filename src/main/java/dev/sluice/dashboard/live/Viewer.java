package dev.sluice.dashboard.live;

import dev.sluice.dashboard.live.PartBoard.Key;
import dev.sluice.security.SocketAccess.Opener;
import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * One open page. At most one write is under way; when it completes, the next brings the page to whatever is newest then, so
 * that what it misses costs nothing and nothing queues for it.
 *
 * <p>Writes complete into the kernel's buffers, which hide a reader that has stopped. So the page's browser is pinged, and
 * one that owes its answer for too many bytes or too long is closed with {@link #TOO_SLOW}.
 */
final class Viewer {

    /** The page does not read; it may come back, and gets a snapshot. */
    static final CloseReason TOO_SLOW = new CloseReason(4008, "too slow to follow");

    /** Bytes written since the last answer, above which a viewer counts as stalled: several snapshots of a large fleet. */
    static final long BYTE_CAP = 4 << 20;

    static final long PING_EVERY_MILLIS = 15_000;
    static final long ANSWER_WITHIN_MILLIS = 30_000;

    private static final Logger LOG = Logger.getLogger(Viewer.class);

    /** What the page has asked for, and how far it has been brought; replaced whole when the page asks anew. */
    private static final class Standing {
        private final @Nullable CellSignal signal;
        private final Map<String, String> parts;
        private volatile String epoch;
        private volatile long offset;

        private Standing(Interest interest) {
            this.signal = interest.signal();
            this.parts = new ConcurrentHashMap<>(interest.parts());
            this.epoch = interest.epoch();
            this.offset = interest.offset();
        }
    }

    private record Message(String text, int bytes, Runnable delivered) {}

    /** The way to the page; each completes when it has been written. */
    interface Line {
        Uni<Void> send(String text);

        Uni<Void> ping();

        Uni<Void> close(CloseReason reason);
    }

    private final Line line;
    private final Opener opener;
    private final String user;
    private final boolean mayAct;
    private final Feed feed;
    private final PartBoard parts;
    private final AtomicBoolean busy = new AtomicBoolean();
    private final AtomicLong unanswered = new AtomicLong();
    /** Null until the page has asked for anything: it is sent nothing before. */
    private volatile @Nullable Standing standing;

    private volatile long pingedAt;
    private volatile boolean pingOut;

    Viewer(Line line, Opener opener, String user, boolean mayAct, Feed feed, PartBoard parts) {
        this.line = line;
        this.opener = opener;
        this.user = user;
        this.mayAct = mayAct;
        this.feed = feed;
        this.parts = parts;
    }

    String user() {
        return user;
    }

    Opener opener() {
        return opener;
    }

    Stream<Key> tracked() {
        var at = standing;
        return at == null ? Stream.empty() : at.parts.keySet().stream().map(name -> new Key(name, mayAct));
    }

    boolean tracks(Key key) {
        var at = standing;
        return at != null && key.mayAct() == mayAct && at.parts.containsKey(key.name());
    }

    /** Whether it tracks a part that nobody has tracked before. */
    boolean waits() {
        return tracked().anyMatch(key -> parts.part(key).isEmpty());
    }

    void watch(Interest interest) {
        standing = new Standing(interest);
        pump();
    }

    /** Sends what is newest, unless a write is under way; that one's completion comes back here. */
    void pump() {
        while (busy.compareAndSet(false, true)) {
            var next = next(standing);
            if (next.isPresent()) {
                send(next.get());
                return;
            }
            busy.set(false);
            // What came between the look and the line above would wait for the next tick; look once more.
            if (next(standing).isEmpty()) {
                return;
            }
        }
    }

    private Optional<Message> next(@Nullable Standing at) {
        if (at == null) {
            return Optional.empty();
        }
        var frame = feed.after(at.epoch, at.offset, at.signal);
        if (frame.isPresent()) {
            var f = frame.get();
            return Optional.of(new Message(f.text(), f.bytes(), () -> {
                at.epoch = feed.epoch();
                at.offset = f.offset();
            }));
        }
        for (var shown : at.parts.entrySet()) {
            var part = parts.part(new Key(shown.getKey(), mayAct));
            if (part.isPresent() && !part.get().version().equals(shown.getValue())) {
                var p = part.get();
                return Optional.of(
                        new Message(p.message(), p.bytes(), () -> at.parts.put(shown.getKey(), p.version())));
            }
        }
        return Optional.empty();
    }

    private void send(Message message) {
        unanswered.addAndGet(message.bytes());
        line.send(message.text())
                .subscribe()
                .with(
                        sent -> {
                            message.delivered().run();
                            busy.set(false);
                            pump();
                        },
                        // The socket's own close or error handler takes the viewer out.
                        failure -> LOG.debugf("Live feed of %s: %s", user, failure.getMessage()));
    }

    /** The browser has read all that was sent before its ping. */
    void answered() {
        pingOut = false;
        unanswered.set(0);
    }

    /** Pings when it is time to; false when the viewer has stalled. */
    boolean follows(long nowMillis) {
        if (unanswered.get() > BYTE_CAP || (pingOut && nowMillis - pingedAt > ANSWER_WITHIN_MILLIS)) {
            return false;
        }
        if (!pingOut && nowMillis - pingedAt > PING_EVERY_MILLIS) {
            pingedAt = nowMillis;
            pingOut = true;
            run(line.ping());
        }
        return true;
    }

    void close(CloseReason reason) {
        run(line.close(reason));
    }

    private void run(Uni<Void> what) {
        what.subscribe().with(done -> {}, failure -> LOG.debugf("Live feed of %s: %s", user, failure.getMessage()));
    }
}
