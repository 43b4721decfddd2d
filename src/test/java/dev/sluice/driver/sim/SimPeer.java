package dev.sluice.driver.sim;

import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/** The contract kit's way to a simulated framework, on a clock run by hand. */
final class SimPeer implements DriverPeer {

    private ManualTimers timers = new ManualTimers();
    private SimDriver driver = make();

    static DriverProvider.Settings settings(FrameworkId id, Map<String, String> options) {
        return new DriverProvider.Settings(id, URI.create("sim://here"), options);
    }

    private SimDriver make() {
        // Longer than any check looks: work ends when the kit ends it.
        Map<String, String> options = new HashMap<>(Map.of("demand", "0", "drain", "10h"));
        SimSettings settings = SimSettings.of(settings(new FrameworkId("sim"), options), Instant.EPOCH);
        SimFramework framework = new SimFramework(settings, timers.clock());
        members().forEach(framework::startWorker);
        return new SimDriver(framework, timers);
    }

    @Override
    public FrameworkDriver driver() {
        return driver;
    }

    @Override
    public List<String> members() {
        return List.of("m1", "m2");
    }

    @Override
    public void reset() {
        timers = new ManualTimers();
        driver = make();
    }

    @Override
    public void startWork(String member) {
        driver.framework().startWork(member);
    }

    @Override
    public void endWork() {
        driver.framework().endWork();
    }

    @Override
    public void wantMore() {
        driver.framework().want(6);
    }

    @Override
    public void stopWorker(String member) {
        driver.framework().stopWorker(member);
    }

    @Override
    public void startWorker(String member) {
        driver.framework().startWorker(member);
    }

    @Override
    public void drainByHand(String member) {
        driver.framework().drainByHand(member, "by hand");
    }

    /** It has no process of its own; what it knows outlives its absence. */
    @Override
    public void restart() {
        driver.disturb(Set.of(SimFault.AWAY));
        driver.disturb(Set.of());
    }

    @Override
    public void disturb(Disturbance disturbance) {
        driver.disturb(
                switch (disturbance) {
                    case NONE -> Set.of();
                    case AWAY -> Set.of(SimFault.AWAY);
                    case REFUSES_CHANGES -> Set.of(SimFault.REFUSES);
                    case LOSES_REPLIES_TO_CHANGES -> Set.of(SimFault.LOSES_REPLIES);
                    case LOSES_ALL_REPLIES -> Set.of(SimFault.LOSES_ALL_REPLIES);
                    case STALLS_CHANGES -> Set.of(SimFault.STALLS);
                });
    }

    @Override
    public <T> T await(Uni<T> answer) {
        AtomicReference<@Nullable T> item = new AtomicReference<>();
        AtomicReference<@Nullable Throwable> failed = new AtomicReference<>();
        boolean[] ended = {false};
        answer.subscribe()
                .with(
                        value -> {
                            item.set(value);
                            ended[0] = true;
                        },
                        failure -> {
                            failed.set(failure);
                            ended[0] = true;
                        });
        if (!ended[0]) {
            timers.advance(Duration.ofSeconds(30));
        }
        if (!ended[0]) {
            throw new AssertionError("no answer within the time limit");
        }
        if (failed.get() instanceof RuntimeException failure) {
            throw failure;
        }
        return cast(item.get());
    }

    @Override
    public void pause() {
        timers.advance(Duration.ofSeconds(1));
    }

    /** A {@code Uni<Void>} answers null, which T does not tell. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private static <T> T cast(@Nullable Object item) {
        return (T) item;
    }
}
