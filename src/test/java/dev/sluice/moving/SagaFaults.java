package dev.sluice.moving;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.fake.FakeFramework.Method;
import dev.sluice.driver.fake.PassingDriver;
import dev.sluice.fleet.FrameworkId;
import io.smallrye.mutiny.Uni;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** What goes wrong between the server and a framework, whichever it is. Faults are used up one per call. */
final class SagaFaults {

    private final Map<String, Queue<Fault>> faults = new ConcurrentHashMap<>();
    private volatile boolean twice;

    /** What can go wrong with one call. */
    enum Fault {
        /** It does not arrive. */
        NOT_SENT,
        /** It takes effect, and its answer is lost. */
        NOT_ANSWERED,
        /** The framework says no. */
        REFUSED
    }

    SagaFaults next(FrameworkId framework, Method method, Fault... what) {
        queue(framework, method).addAll(List.of(what));
        return this;
    }

    /** Every call is made twice. */
    SagaFaults everythingTwice() {
        twice = true;
        return this;
    }

    private Queue<Fault> queue(FrameworkId framework, Method method) {
        return faults.computeIfAbsent(framework + " " + method, key -> new ArrayDeque<>());
    }

    private <T> Uni<T> call(FrameworkId framework, Method method, Supplier<Uni<T>> call) {
        Queue<Fault> left = queue(framework, method);
        Fault fault;
        synchronized (left) {
            fault = left.poll();
        }
        Uni<T> made = twice ? call.get().chain(first -> call.get()) : call.get();
        return switch (fault) {
            case null -> made;
            case NOT_SENT -> Uni.createFrom().failure(new DriverFailure.Unavailable("not now", null));
            case REFUSED -> Uni.createFrom().failure(new DriverFailure.Refused("no"));
            case NOT_ANSWERED -> made.chain(lost -> Uni.createFrom().failure(lost(method)));
        };
    }

    private static DriverFailure lost(Method method) {
        return switch (method) {
            case OBSERVE, PROGRESS, CONFIRM -> new DriverFailure.Unavailable("the answer was lost", null);
            case DRAIN, RELEASE, ADMIT -> new DriverFailure.OutcomeUnknown("the answer was lost", null);
        };
    }

    FrameworkDriver in(FrameworkId framework, FrameworkDriver driver) {
        return new PassingDriver(driver) {
            @Override
            public Uni<Observation> observe() {
                return call(framework, Method.OBSERVE, super::observe);
            }

            @Override
            public Uni<Void> drain(MemberOrder order) {
                return call(framework, Method.DRAIN, () -> super.drain(order));
            }

            @Override
            public Uni<DrainProgress> progress(MemberOrder order) {
                return call(framework, Method.PROGRESS, () -> super.progress(order));
            }

            @Override
            public Uni<Void> release(MemberOrder order) {
                return call(framework, Method.RELEASE, () -> super.release(order));
            }

            @Override
            public Uni<Void> admit(MemberOrder order) {
                return call(framework, Method.ADMIT, () -> super.admit(order));
            }

            @Override
            public Uni<Presence> confirm(String member) {
                return call(framework, Method.CONFIRM, () -> super.confirm(member));
            }
        };
    }
}
