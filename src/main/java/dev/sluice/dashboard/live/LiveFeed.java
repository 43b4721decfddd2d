package dev.sluice.dashboard.live;

import dev.sluice.api.StatusAssembler;
import dev.sluice.api.view.StatusView;
import dev.sluice.security.SocketAccess.Opener;
import dev.sluice.time.Timers;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.quarkus.websockets.next.CloseReason;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.event.Observes;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Collectors;
import org.jboss.logging.Logger;

/** Takes a new picture every second while somebody watches, and brings every viewer to it. */
@ApplicationScoped
public class LiveFeed {

    /** One user has as many pages open as one may. */
    static final CloseReason TOO_MANY = new CloseReason(4029, "too many pages of one user");

    private static final Logger LOG = Logger.getLogger(LiveFeed.class);
    private static final Duration TICK = Duration.ofSeconds(1);

    private final StatusAssembler assembler;
    private final Feed feed;
    private final PartBoard parts;
    private final SessionWatch sessions;
    private final Timers timers;
    private final LiveConfig config;
    private final FeedMetrics metrics;
    private final Map<String, Viewer> viewers = new ConcurrentHashMap<>();
    private final AtomicBoolean taking = new AtomicBoolean();
    private List<Timers.Handle> timing = List.of();

    LiveFeed(
            StatusAssembler assembler,
            Feed feed,
            PartBoard parts,
            SessionWatch sessions,
            Timers timers,
            LiveConfig config,
            FeedMetrics metrics) {
        this.assembler = assembler;
        this.feed = feed;
        this.parts = parts;
        this.sessions = sessions;
        this.timers = timers;
        this.config = config;
        this.metrics = metrics;
    }

    void start(@Observes StartupEvent event) {
        timing = List.of(timers.every(TICK, this::tick), timers.every(TICK, () -> sessions.look(viewers.values())));
    }

    void stop(@Observes ShutdownEvent event) {
        timing.forEach(Timers.Handle::cancel);
    }

    /** The first frame of a page that shows {@code status}, as JSON that is safe inside a script element. */
    public String firstFrame(StatusView status, CellSignal signal) {
        return feed.first(status, signal).text().replace("<", "\\u003c");
    }

    /** Opens a viewer, or closes the connection with a reason where its user has too many already. */
    void join(String connection, Viewer.Line line, Opener opener, String user, boolean mayAct) {
        var viewer = new Viewer(line, opener, user, mayAct, feed, parts);
        var open = viewers.values().stream().filter(v -> v.user().equals(user)).count();
        if (open >= config.pagesPerUser()) {
            metrics.closed("too-many");
            viewer.close(TOO_MANY);
            return;
        }
        viewers.put(connection, viewer);
        metrics.viewers(viewers.size());
    }

    void watch(String connection, Interest interest) {
        var viewer = viewers.get(connection);
        if (viewer != null) {
            viewer.watch(interest);
            if (feed.isEmpty() || viewer.waits()) {
                tick();
            }
        }
    }

    void answered(String connection) {
        var viewer = viewers.get(connection);
        if (viewer != null) {
            viewer.answered();
        }
    }

    void leave(String connection) {
        viewers.remove(connection);
        metrics.viewers(viewers.size());
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
                .with(this::show, failure -> LOG.warnf("The live feed skips a tick: %s", failure.getMessage()));
    }

    private void show(StatusView status) {
        feed.advance(status);
        var tracked = viewers.values().stream().flatMap(Viewer::tracked).collect(Collectors.toUnmodifiableSet());
        parts.refresh(tracked, status, key -> viewers.values().stream()
                .filter(viewer -> viewer.tracks(key))
                .forEach(Viewer::pump));
        var now = status.at().toEpochMilli();
        viewers.forEach((connection, viewer) -> {
            if (viewer.follows(now)) {
                viewer.pump();
            } else {
                leave(connection);
                metrics.closed("too-slow");
                viewer.close(Viewer.TOO_SLOW);
            }
        });
    }
}
