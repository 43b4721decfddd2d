package dev.sluice.driver;

import dev.sluice.fleet.FrameworkId;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.function.LongSupplier;

/** Any driver, with each call's time and outcome counted. */
final class MeteredDriver implements FrameworkDriver {

    private final FrameworkDriver driver;
    private final FrameworkId framework;
    private final DriverMetrics metrics;
    private final LongSupplier nanoTime;

    /** @param nanoTime a clock that only grows, in nanoseconds */
    MeteredDriver(FrameworkDriver driver, FrameworkId framework, DriverMetrics metrics, LongSupplier nanoTime) {
        this.driver = driver;
        this.framework = framework;
        this.metrics = metrics;
        this.nanoTime = nanoTime;
    }

    @Override
    public Set<Capability> lacks() {
        return driver.lacks();
    }

    @Override
    public Uni<Observation> observe() {
        return metered("observe", driver.observe());
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return metered("drain", driver.drain(order));
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        return metered("progress", driver.progress(order));
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        return metered("release", driver.release(order));
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        return metered("admit", driver.admit(order));
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return metered("confirm", driver.confirm(member));
    }

    private <T> Uni<T> metered(String method, Uni<T> call) {
        return Uni.createFrom().deferred(() -> {
            long start = nanoTime.getAsLong();
            return call.onTermination().invoke((item, failure, cancelled) -> {
                String outcome = cancelled ? "cancelled" : failure == null ? "ok" : code(failure);
                metrics.count(framework, method, outcome, nanoTime.getAsLong() - start);
            });
        });
    }

    private static String code(Throwable failure) {
        return failure instanceof DriverFailure known ? known.code() : "bug";
    }
}
