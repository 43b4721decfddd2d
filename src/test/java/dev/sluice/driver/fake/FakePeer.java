package dev.sluice.driver.fake;

import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.driver.fake.FakeFramework.Method;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Resources;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;

/** The contract kit's peer in memory, with the fake itself as its driver or a broken one around it. */
public final class FakePeer implements DriverPeer {

    private static final Resources SIZE = Resources.of(4, 8e9);
    private static final Resources WORK = Resources.of(1, 1e9);
    private static final List<Method> CHANGES = List.of(Method.DRAIN, Method.RELEASE, Method.ADMIT);

    private final Set<Capability> lacks;
    private final UnaryOperator<FrameworkDriver> breaking;
    private ManualTimers timers = new ManualTimers();
    private FakeFramework fake = new FakeFramework(new FrameworkId("fake"), timers.clock(), timers);
    private FrameworkDriver driver = fake;
    private Disturbance disturbance = Disturbance.NONE;

    /** @param breaking wraps the fake into the driver under test */
    public FakePeer(Set<Capability> lacks, UnaryOperator<FrameworkDriver> breaking) {
        this.lacks = lacks;
        this.breaking = breaking;
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
        fake = new FakeFramework(new FrameworkId("fake"), timers.clock(), timers, lacks);
        members().forEach(member -> fake.with(member, SIZE));
        driver = breaking.apply(fake);
        disturbance = Disturbance.NONE;
    }

    @Override
    public void startWork(String member) {
        fake.startWork(member, "work", WORK);
    }

    @Override
    public void endWork() {
        members().forEach(fake::endAllWork);
    }

    @Override
    public void wantMore() {
        fake.want("more", SIZE.times(3));
    }

    @Override
    public void stopWorker(String member) {
        fake.stopWorker(member);
    }

    @Override
    public void startWorker(String member) {
        fake.startWorker(member, SIZE);
    }

    @Override
    public void drainByHand(String member) {
        fake.drainByHand(member, "by hand");
    }

    @Override
    public void restart() {
        fake.down();
        fake.up();
    }

    @Override
    public void disturb(Disturbance next) {
        disturbance = next;
        fake.up();
        if (next == Disturbance.AWAY) {
            fake.down();
        }
    }

    @Override
    public <T> T await(Uni<T> answer) {
        for (Method method : Method.values()) {
            fault(method);
        }
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
            timers.advance(FakeFramework.TIME_LIMIT);
        }
        if (!ended[0]) {
            throw new AssertionError("no answer within the time limit");
        }
        fake.clearFaults();
        if (failed.get() instanceof RuntimeException failure) {
            throw failure;
        }
        return cast(item.get());
    }

    @Override
    public void pause() {
        timers.advance(Duration.ofSeconds(1));
    }

    private void fault(Method method) {
        boolean change = CHANGES.contains(method);
        switch (disturbance) {
            case NONE, AWAY -> {}
            case REFUSES_CHANGES -> {
                if (change) {
                    fake.failNext(method, new DriverFailure.Refused("the fake says no"));
                }
            }
            case LOSES_REPLIES_TO_CHANGES -> {
                if (change) {
                    fake.loseReply(method);
                }
            }
            case LOSES_ALL_REPLIES -> fake.loseReply(method);
            case STALLS_CHANGES -> {
                if (change) {
                    fake.delayNext(method, FakeFramework.TIME_LIMIT.plusSeconds(5));
                }
            }
        }
    }

    /** A {@code Uni<Void>} answers null, which T does not tell. */
    @SuppressWarnings({"unchecked", "NullAway"})
    private static <T> T cast(@Nullable Object item) {
        return (T) item;
    }
}
