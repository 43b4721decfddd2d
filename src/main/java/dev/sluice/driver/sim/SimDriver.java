package dev.sluice.driver.sim;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.util.Set;
import java.util.function.Supplier;

/** The line to a simulated framework, on which answers can be lost. */
final class SimDriver implements FrameworkDriver {

    private final SimFramework framework;
    private final Timers timers;
    private volatile Set<SimFault> faults = Set.of();

    SimDriver(SimFramework framework, Timers timers) {
        this.framework = framework;
        this.timers = timers;
    }

    /** What goes wrong from now on, in place of what did. */
    void disturb(Set<SimFault> now) {
        faults = Set.copyOf(now);
    }

    SimFramework framework() {
        return framework;
    }

    @Override
    public Set<Capability> lacks() {
        return Set.of();
    }

    @Override
    public Uni<Observation> observe() {
        return call(false, framework::observe);
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return change(() -> framework.drain(order));
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        return call(false, () -> framework.progress(order));
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        return change(() -> framework.release(order));
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        return change(() -> framework.admit(order));
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return call(false, () -> framework.confirm(member));
    }

    private Uni<Void> change(Runnable effect) {
        return call(true, () -> {
                    effect.run();
                    return true;
                })
                .replaceWithVoid();
    }

    private <T> Uni<T> call(boolean changes, Supplier<T> effect) {
        return Uni.createFrom().deferred(() -> {
            Set<SimFault> now = faults;
            if (now.contains(SimFault.AWAY)) {
                return Uni.createFrom().failure(new DriverFailure.Unavailable(who() + " does not answer", null));
            }
            if (changes && now.contains(SimFault.REFUSES)) {
                return Uni.createFrom().failure(new DriverFailure.Refused(who() + " refuses every change"));
            }
            T answer;
            try {
                answer = effect.get();
            } catch (DriverFailure failure) {
                return Uni.createFrom().failure(failure);
            }
            if (changes && now.contains(SimFault.STALLS)) {
                return late();
            }
            boolean lost =
                    now.contains(SimFault.LOSES_ALL_REPLIES) || (changes && now.contains(SimFault.LOSES_REPLIES));
            return lost
                    ? Uni.createFrom().failure(lost(changes, "the answer was lost"))
                    : Uni.createFrom().item(answer);
        });
    }

    private <T> Uni<T> late() {
        return Uni.createFrom().emitter(emitter -> {
            var limit = framework.settings().times().limit();
            Timers.Handle timer =
                    timers.after(limit, () -> emitter.fail(lost(true, "no answer within " + limit.toSeconds() + " s")));
            emitter.onTermination(timer::cancel);
        });
    }

    private DriverFailure lost(boolean changes, String why) {
        return changes
                ? new DriverFailure.OutcomeUnknown(who() + ": " + why + "; it may have taken effect", null)
                : new DriverFailure.Unavailable(who() + ": " + why, null);
    }

    private String who() {
        return framework.settings().framework() + " (simulated)";
    }
}
