package dev.sluice.moving;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.fake.FakeFramework;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Set;
import java.util.function.Supplier;

/** One server process' driver of one framework: every call is watched when it is sent, and goes over the link. */
final class SimDriver implements FrameworkDriver {

    private final FakeFramework framework;
    private final SimLink link;
    private final SimLife life;
    private final SimWatch watch;
    private final boolean echoes;

    /** @param echoes whether each change arrives once more, a minute later */
    SimDriver(FakeFramework framework, SimLink link, SimLife life, SimWatch watch, boolean echoes) {
        this.echoes = echoes;
        this.framework = framework;
        this.link = link;
        this.life = life;
        this.watch = watch;
    }

    private enum Failures implements SimLink.Failures {
        READ,
        CHANGE;

        @Override
        public RuntimeException notSent() {
            return new DriverFailure.Unavailable("no connection to the framework", null);
        }

        @Override
        public RuntimeException notAnswered() {
            return switch (this) {
                case READ -> new DriverFailure.Unavailable("the framework has not answered", null);
                case CHANGE -> new DriverFailure.OutcomeUnknown("the answer was lost", null);
            };
        }
    }

    private Uni<Void> change(MemberOrder order, Set<MoveStep> steps, Supplier<Uni<Void>> effect) {
        watch.sent(life, order, steps);
        Supplier<Uni<Void>> watched = () -> effect.get().onTermination().invoke(() -> watch.touched(order.node()));
        if (echoes) {
            link.later(Duration.ofMinutes(1), watched);
        }
        return link.call(Failures.CHANGE, watched);
    }

    @Override
    public Set<Capability> lacks() {
        return framework.lacks();
    }

    @Override
    public Uni<Observation> observe() {
        return link.call(Failures.READ, framework::observe);
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return change(order, Set.of(MoveStep.DRAIN), () -> framework.drain(order));
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        watch.sent(life, order, Set.of(MoveStep.EMPTY));
        return link.call(Failures.READ, () -> framework.progress(order));
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        MoveStep step = order.workerStopped() ? MoveStep.STOP : MoveStep.RELEASE;
        return change(order, Set.of(step), () -> framework.release(order));
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        return change(order, Set.of(MoveStep.ADMIT, MoveStep.READMIT), () -> framework.admit(order));
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return link.call(Failures.READ, () -> framework.confirm(member));
    }
}
