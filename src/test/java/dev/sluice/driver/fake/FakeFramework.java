package dev.sluice.driver.fake;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Resources;
import dev.sluice.time.Timers;
import io.smallrye.mutiny.Uni;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A framework and its driver in one object. Tests act as its operator and its workers ({@link #startWorker},
 * {@link #startWork}, {@link #drainByHand}), make it misbehave ({@link #failNext}, {@link #loseReply},
 * {@link #delayNext}, {@link #down}) and read back what was asked of it ({@link #calls}).
 *
 * <p>Faults queue up per method and are used up one per call. Nothing happens by itself: work ends when a test ends it. Safe
 * for use by several threads; answers come on the caller's thread, delayed ones on the timer's.
 */
public final class FakeFramework implements FrameworkDriver {

    /** Beyond this a caller gets a failure instead of the answer, as the contract demands. */
    public static final Duration TIME_LIMIT = Duration.ofSeconds(30);

    /** The methods of the SPI, for faults and the call log. */
    public enum Method {
        OBSERVE,
        DRAIN,
        PROGRESS,
        RELEASE,
        ADMIT,
        CONFIRM
    }

    /**
     * One call that arrived.
     *
     * @param member the member it was about; empty for OBSERVE
     * @param order the order it carried; empty for OBSERVE and CONFIRM
     * @param outcome {@code ok} or the failure's code
     */
    public record Call(Method method, String member, Optional<MemberOrder> order, String outcome) {}

    private sealed interface Fault {
        record Fail(DriverFailure failure) implements Fault {}

        record LoseReply() implements Fault {}

        record Delay(Duration delay) implements Fault {}
    }

    private final FrameworkId id;
    private final Clock clock;
    private final Timers timers;
    private final Set<Capability> lacks;

    private final Map<String, FakeMember> members = new LinkedHashMap<>();
    private final Map<String, Observation.Pending> pending = new LinkedHashMap<>();
    private final Map<Method, Deque<Fault>> faults = new EnumMap<>(Method.class);
    private final List<Call> calls = new ArrayList<>();
    private boolean down;

    public FakeFramework(FrameworkId id, Clock clock, Timers timers, Set<Capability> lacks) {
        this.id = id;
        this.clock = clock;
        this.timers = timers;
        this.lacks = lacks.isEmpty() ? Set.of() : Set.copyOf(EnumSet.copyOf(lacks));
    }

    /** One with every capability. */
    public FakeFramework(FrameworkId id, Clock clock, Timers timers) {
        this(id, clock, timers, Set.of());
    }

    // --- The workers' and the operator's side ------------------------------------------------------------------------

    /** Adds a member whose worker runs. */
    public synchronized FakeFramework with(String member, Resources capacity) {
        FakeMember added = new FakeMember(member, capacity);
        added.worker = true;
        members.put(member, added);
        return this;
    }

    /**
     * The agent starts the worker; an unknown one is entered.
     *
     * @return whether it stays up: the framework turns away a worker that it has let go of and not admitted again
     */
    public synchronized boolean startWorker(String member, Resources capacity) {
        FakeMember known = members.computeIfAbsent(member, name -> new FakeMember(name, capacity));
        if (known.released) {
            return false;
        }
        known.worker = true;
        known.crashed = false;
        if (lacks.contains(Capability.RESUMES_IN_PLACE)) {
            // Such a framework keeps the drain in the worker, so a new worker begins without.
            known.drainReason = Optional.empty();
        }
        return true;
    }

    /** The agent stops the worker in an orderly way; what ran there ends. */
    public synchronized void stopWorker(String member) {
        FakeMember known = known(member);
        known.worker = false;
        known.crashed = false;
        known.work.clear();
    }

    /** The worker's machine dies; the framework lists the member as DOWN. */
    public synchronized void crashWorker(String member) {
        FakeMember known = known(member);
        known.worker = false;
        known.crashed = true;
        known.work.clear();
    }

    public synchronized void startWork(String member, String work, Resources takes) {
        FakeMember known = known(member);
        if (known.presence() != Presence.SERVING) {
            throw new IllegalStateException(id + ": " + member + " takes no work, it is " + known.presence());
        }
        known.work.put(work, takes);
    }

    public synchronized void endWork(String member, String work) {
        known(member).work.remove(work);
    }

    public synchronized void endAllWork(String member) {
        known(member).work.clear();
    }

    /** Somebody drains the member behind Sluice's back. */
    public synchronized void drainByHand(String member, String reason) {
        known(member).drainReason = Optional.of(reason);
    }

    /** Work that waits for resources; the same id again replaces it. */
    public synchronized void want(String work, Resources wants) {
        Instant since = clock.instant();
        pending.put(work, new Observation.Pending(work, work, wants, Optional.of(since), Optional.empty()));
    }

    public synchronized void unwant(String work) {
        pending.remove(work);
    }

    /** Whoever drained the member by hand lifts that again. */
    public synchronized void liftDrain(String member) {
        known(member).drainReason = Optional.empty();
    }

    // --- Faults ------------------------------------------------------------------------------------------------------

    /** The next call of {@code method} fails so; nothing takes effect. */
    public synchronized void failNext(Method method, DriverFailure failure) {
        queue(method).add(new Fault.Fail(failure));
    }

    /** The next call of {@code method} takes effect, and its answer is lost. */
    public synchronized void loseReply(Method method) {
        queue(method).add(new Fault.LoseReply());
    }

    /**
     * The next call of {@code method} reaches the framework only after {@code delay}. Past the time limit the caller is
     * told so at the limit, and the call takes effect later all the same.
     */
    public synchronized void delayNext(Method method, Duration delay) {
        queue(method).add(new Fault.Delay(delay));
    }

    /** Until {@link #up}, every call is Unavailable. What the framework knows is kept. */
    public synchronized void down() {
        down = true;
    }

    public synchronized void up() {
        down = false;
    }

    /** Forgets the faults that were not used up. */
    public synchronized void clearFaults() {
        faults.clear();
    }

    // --- What was asked ----------------------------------------------------------------------------------------------

    /** Every call so far, in order of arrival. */
    public synchronized List<Call> calls() {
        return List.copyOf(calls);
    }

    public synchronized long count(Method method) {
        return calls.stream().filter(call -> call.method() == method).count();
    }

    /** How things stand, for a test's own eyes: no call, and no fault is used up. */
    public synchronized Observation seen() {
        return observation();
    }

    /** Where the member stands, for a test's own eyes. */
    public synchronized Presence presence(String name) {
        FakeMember member = members.get(name);
        return member == null ? Presence.ABSENT : member.presence();
    }

    /** Whether the member's worker process runs, whatever the framework makes of it. */
    public synchronized boolean workerRuns(String name) {
        FakeMember member = members.get(name);
        return member != null && member.worker;
    }

    /** Why the member takes no new work, also where the framework keeps that to itself. */
    public synchronized Optional<String> drainReason(String name) {
        FakeMember member = members.get(name);
        return member == null ? Optional.empty() : member.drainReason;
    }

    /** How many pieces of work run on the member. */
    public synchronized int working(String name) {
        FakeMember member = members.get(name);
        return member == null ? 0 : member.work.size();
    }

    // --- The SPI -----------------------------------------------------------------------------------------------------

    @Override
    public Set<Capability> lacks() {
        return lacks;
    }

    @Override
    public Uni<Observation> observe() {
        return call(Method.OBSERVE, "", Optional.empty(), this::observation);
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return call(Method.DRAIN, order.member(), Optional.of(order), () -> {
            FakeMember member = members.get(order.member());
            if (member == null || (member.presence() == Presence.ABSENT && !member.released)) {
                throw new DriverFailure.NotFound(id + " does not list a member " + order.member());
            }
            fence(order, member);
            member.drainReason = Optional.of(DrainMark.of(order).text());
            return null;
        });
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        return call(Method.PROGRESS, order.member(), Optional.of(order), () -> {
            FakeMember member = members.get(order.member());
            if (member == null || member.work.isEmpty()) {
                return DrainProgress.EMPTY;
            }
            List<DrainProgress.Blocker> blockers = member.work.keySet().stream()
                    .map(work -> new DrainProgress.Blocker(work, "still runs"))
                    .toList();
            Optional<Duration> eta = lacks.contains(Capability.ESTIMATES_DRAIN)
                    ? Optional.empty()
                    : Optional.of(Duration.ofSeconds(10L * blockers.size()));
            return new DrainProgress(false, blockers.size(), blockers, eta);
        });
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        return call(Method.RELEASE, order.member(), Optional.of(order), () -> {
            FakeMember member = members.get(order.member());
            if (member == null) {
                return null;
            }
            fence(order, member);
            if (order.workerStopped()) {
                return null;
            }
            if (!member.work.isEmpty()) {
                if (!order.force()) {
                    throw new DriverFailure.Refused(
                            order.member() + " still runs " + member.work.keySet() + "; wait, or force");
                }
                if (lacks.contains(Capability.FORCES_RELEASE)) {
                    throw new DriverFailure.Unsupported(id + " cannot end the work on " + order.member());
                }
                member.work.clear();
            }
            if (!lacks.contains(Capability.RESUMES_IN_PLACE)) {
                member.drainReason = Optional.of(DrainMark.of(order).text());
                member.released = true;
            }
            return null;
        });
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        return call(Method.ADMIT, order.member(), Optional.of(order), () -> {
            FakeMember member = members.get(order.member());
            if (member != null) {
                fence(order, member);
                member.released = false;
                if (!lacks.contains(Capability.RESUMES_IN_PLACE)) {
                    member.drainReason = Optional.empty();
                }
            }
            return null;
        });
    }

    @Override
    public Uni<Presence> confirm(String name) {
        return call(Method.CONFIRM, name, Optional.empty(), () -> {
            FakeMember member = members.get(name);
            return member == null ? Presence.ABSENT : member.presence();
        });
    }

    // --- Within ------------------------------------------------------------------------------------------------------

    private Observation observation() {
        boolean marks = !lacks.contains(Capability.MARKS_DRAINS);
        List<Observation.Member> seen =
                members.values().stream().map(member -> member.seen(marks)).toList();
        Resources running = members.values().stream().map(FakeMember::used).reduce(Resources.NONE, Resources::plus);
        Resources usable = members.values().stream()
                .filter(member -> member.presence() == Presence.SERVING)
                .map(member -> member.capacity)
                .reduce(Resources.NONE, Resources::plus);
        return new Observation(
                clock.instant(), seen, new Observation.Demand(running, usable, List.copyOf(pending.values())));
    }

    private void fence(MemberOrder order, FakeMember member) {
        if (lacks.contains(Capability.MARKS_DRAINS) || member.drainReason.isEmpty()) {
            return;
        }
        Optional<DriverFailure.Refused> refusal = DrainMark.fence(order, member.drainReason.get());
        if (refusal.isPresent()) {
            throw refusal.get();
        }
    }

    private <T> Uni<T> call(Method method, String member, Optional<MemberOrder> order, Supplier<T> effect) {
        return Uni.createFrom().deferred(() -> {
            Fault fault = nextFault(method);
            return switch (fault) {
                case null -> arrive(method, member, order, effect);
                case Fault.Fail(DriverFailure failure) ->
                    this.<T>arrive(method, member, order, () -> {
                        throw failure;
                    });
                case Fault.LoseReply() ->
                    arrive(method, member, order, effect)
                            .chain(() -> Uni.createFrom().failure(lost(method, "the answer was lost")));
                case Fault.Delay(Duration delay) -> late(method, member, order, effect, delay);
            };
        });
    }

    /** One call reaches the framework: it takes effect or fails, and is logged. */
    private synchronized <T> Uni<T> arrive(
            Method method, String member, Optional<MemberOrder> order, Supplier<T> effect) {
        try {
            if (down) {
                throw new DriverFailure.Unavailable(id + " is down", null);
            }
            T answer = effect.get();
            calls.add(new Call(method, member, order, "ok"));
            return Uni.createFrom().item(answer);
        } catch (DriverFailure failure) {
            calls.add(new Call(method, member, order, failure.code()));
            return Uni.createFrom().failure(failure);
        }
    }

    private <T> Uni<T> late(
            Method method, String member, Optional<MemberOrder> order, Supplier<T> effect, Duration delay) {
        return Uni.createFrom().emitter(emitter -> {
            boolean inTime = delay.compareTo(TIME_LIMIT) <= 0;
            if (!inTime) {
                timers.after(TIME_LIMIT, () -> emitter.fail(lost(method, "no answer within " + TIME_LIMIT)));
            }
            timers.after(delay, () -> {
                Uni<T> answer = arrive(method, member, order, effect);
                answer.subscribe().with(item -> emitter.complete(item), failure -> emitter.fail(failure));
            });
        });
    }

    private DriverFailure lost(Method method, String why) {
        return switch (method) {
            case OBSERVE, CONFIRM -> new DriverFailure.Unavailable(id + ": " + why, null);
            case DRAIN, PROGRESS, RELEASE, ADMIT -> new DriverFailure.OutcomeUnknown(id + ": " + why, null);
        };
    }

    @Nullable
    private synchronized Fault nextFault(Method method) {
        return queue(method).poll();
    }

    private Deque<Fault> queue(Method method) {
        return faults.computeIfAbsent(method, key -> new ArrayDeque<>());
    }

    private FakeMember known(String member) {
        FakeMember known = members.get(member);
        if (known == null) {
            throw new IllegalArgumentException(id + " has no member " + member);
        }
        return known;
    }
}
