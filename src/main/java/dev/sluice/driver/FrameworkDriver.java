package dev.sluice.driver;

import io.smallrye.mutiny.Uni;
import java.util.Set;

/**
 * The adapter to one running framework.
 *
 * <p><b>Calls.</b> Every method is asynchronous, may be called from any thread, blocks none, and answers within the time
 * limit of its driver (observe 10 s, others 30 s unless documented) with a value or with one {@link DriverFailure}. A
 * cancelled {@code Uni} abandons the wait; what was sent may still take effect.
 *
 * <p><b>Repeats.</b> Every method may be repeated with the same order: what is already so is a success.
 *
 * <p><b>Fencing.</b> An order carries the operation and the epoch of its claim; a driver writes the operation's mark
 * ({@code sluice:op-7}) wherever the framework has room for a reason, and never undoes a drain that carries another.
 *
 * <p><b>One node's way.</b> {@code drain → progress* → release → [agent stops the worker] → release after the stop → confirm =
 * ABSENT}, then at the other framework {@code admit → [agent starts the worker] → confirm = SERVING}. The undo of a drain is
 * {@code admit}.
 */
public interface FrameworkDriver {

    /** What this driver cannot do. Opted out of in writing; the contract kit proves that each really fails. */
    Set<Capability> lacks();

    /** One consistent reading of members and demand. Fails with {@code Unavailable} when the framework does not answer. */
    Uni<Observation> observe();

    /**
     * Stops new work on the member and begins to empty it. Completes when the framework has accepted, not when empty.
     *
     * <p>Fails with {@code NotFound} for a member that the framework does not list, {@code Refused} when somebody else
     * has drained it or policy forbids it, {@code OutcomeUnknown} when the answer was lost.
     */
    Uni<Void> drain(MemberOrder order);

    /** How far the drain is, what holds it up and for how long. A driver may take its next internal step here. */
    Uni<DrainProgress> progress(MemberOrder order);

    /**
     * Lets go of an empty member, so that its worker may be stopped. The point of no return.
     *
     * <p>Fails with {@code Refused} when the member still has work and {@link MemberOrder#force()} is false.
     *
     * <p>Asked again {@linkplain MemberOrder#workerStopped() after the worker's stop}, it takes off the framework's books
     * what the stopped worker leaves there, where the framework would otherwise keep it; also of a member that was never
     * drained, because it had only just joined. A framework that tidies up by itself has nothing to do then.
     */
    Uni<Void> release(MemberOrder order);

    /** Makes the framework accept work on this member (again); before its worker starts, or to undo a drain. */
    Uni<Void> admit(MemberOrder order);

    /** Where the member stands in the framework's own eyes, read afresh. An unlisted member is {@code ABSENT}. */
    Uni<Presence> confirm(String member);

    /** The abilities that not every framework has. */
    enum Capability {
        /** {@code admit} undoes a drain without a restart of the worker. */
        RESUMES_IN_PLACE,
        /** A drain leaves a mark that tells whose it is. */
        MARKS_DRAINS,
        /** {@code progress} can say how long the rest will take. */
        ESTIMATES_DRAIN,
        /** {@code release} with force ends the remaining work in an orderly way. */
        FORCES_RELEASE
    }

    /** A member in the framework's own eyes. */
    enum Presence {
        /** Not listed, or listed as dead, shut down or decommissioned. */
        ABSENT,
        /** Known, alive, and taking work. */
        SERVING,
        /** Alive, and taking no new work. */
        DRAINING,
        /** Listed, but not answering. */
        DOWN
    }
}
