package dev.sluice.telemetry.scrape;

import dev.sluice.telemetry.intake.Intake;
import dev.sluice.telemetry.wire.Malformed;
import dev.sluice.telemetry.wire.TextPage;
import dev.sluice.time.Timers;
import io.vertx.core.Future;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Reads one exporter, again and again. Its place within the interval comes from its address, so that targets are spread
 * and a restart does not move them.
 */
final class TargetLoop {

    /** A reading that begins so little late counts as on time, so that equal steps are stored as such. */
    private static final long ON_TIME_MS = 5;

    /** Tells the series of one loop from those of others, and from those that come by other ways. */
    private static final AtomicLong SALTS = new AtomicLong(1000);

    private final ScrapeTarget target;
    private final Function<ScrapeTarget, Future<Exporters.Page>> get;
    private final Timers timers;
    private final Clock clock;
    private final Intake intake;
    private final Duration interval;
    private final long salt = SALTS.getAndIncrement();
    private volatile TargetHealth health;
    private volatile boolean stopped;
    private volatile Timers.@Nullable Handle next;

    TargetLoop(
            ScrapeTarget target,
            Function<ScrapeTarget, Future<Exporters.Page>> get,
            Timers timers,
            Clock clock,
            Intake intake,
            Duration interval) {
        this.target = target;
        this.get = get;
        this.timers = timers;
        this.clock = clock;
        this.intake = intake;
        this.interval = interval;
        this.health = TargetHealth.unread(target);
    }

    TargetHealth health() {
        return health;
    }

    void start() {
        schedule();
    }

    void stop() {
        stopped = true;
        Timers.Handle pending = next;
        if (pending != null) {
            pending.cancel();
        }
    }

    /** The next time within the interval that is this target's own. */
    private void schedule() {
        if (stopped) {
            return;
        }
        long period = interval.toMillis();
        long own = Math.floorMod(target.url().hashCode() * 0x9E3779B97F4A7C15L, period);
        long wait = Math.floorMod(own - clock.millis(), period);
        // A timer may fire a little early; that is no reason to read twice.
        long delay = wait < period / 10 ? wait + period : wait;
        long due = clock.millis() + delay;
        next = timers.after(Duration.ofMillis(delay), () -> read(due));
    }

    private void read(long due) {
        Instant now = clock.instant();
        Instant began = Math.abs(now.toEpochMilli() - due) <= ON_TIME_MS ? Instant.ofEpochMilli(due) : now;
        get.apply(target).onComplete(done -> {
            if (stopped) {
                return;
            }
            Duration took = Duration.between(began, clock.instant());
            health = done.succeeded()
                    ? stored(done.result(), began, took)
                    : health.bad(
                            began,
                            took,
                            Optional.ofNullable(done.cause().getMessage())
                                    .orElse(done.cause().toString()));
            schedule();
        });
    }

    private TargetHealth stored(Exporters.Page page, Instant began, Duration took) {
        TextPage.Target whose = new TextPage.Target(salt, target.node().value(), target.instance());
        try {
            byte[] bytes = page.bytes().getBytes();
            long samples = intake.page(bytes, bytes.length, page.openMetrics(), whose, began.toEpochMilli());
            return health.good(began, took, samples);
        } catch (Malformed e) {
            return health.bad(began, took, e.text());
        }
    }
}
