package dev.sluice.driver.contract;

import dev.sluice.driver.FrameworkDriver;
import io.smallrye.mutiny.Uni;
import java.util.List;

/**
 * A framework for the contract kit, with the driver that speaks to it over a line that can be disturbed. The methods are its
 * operator, its workers and the agents.
 */
public interface DriverPeer {

    /** The driver under test. */
    FrameworkDriver driver();

    /** At least two members. */
    List<String> members();

    /** Brings every member to serving and idle, and the line to order. Blocks until it is so. */
    void reset();

    /** Starts work on {@code member}, which must serve, and waits until the framework counts it there. */
    void startWork(String member);

    /** Ends all work, in an orderly way as far as the framework can. Returns before it is gone. */
    void endWork();

    /** Asks for more than there is. */
    void wantMore();

    /** What the agent does. */
    void stopWorker(String member);

    /** What the agent does; returns before the framework knows. */
    void startWorker(String member);

    /** Takes a member away, until the next {@link #reset}; returns before the framework misses it. */
    default void remove(String member) {
        stopWorker(member);
    }

    /** Drains a member behind Sluice's back, as an operator would. */
    void drainByHand(String member);

    /** Ends the framework's own process without warning, and starts it again in the same place. */
    void restart();

    /** Disturbs the line to the framework until {@link #reset} or the next call of this. */
    void disturb(Disturbance disturbance);

    /** Waits for an answer, within bounds of the test's own. Throws the failure. */
    <T> T await(Uni<T> answer);

    /** Between two looks at something that takes a moment. */
    void pause();

    /** What can happen on the way. */
    enum Disturbance {
        NONE,
        /** Nobody answers; no connection. */
        AWAY,
        /** The framework says no to a change. */
        REFUSES_CHANGES,
        /** A change arrives and takes effect, its answer does not. */
        LOSES_REPLIES_TO_CHANGES,
        /** No answer to anything arrives. */
        LOSES_ALL_REPLIES,
        /** A change does not get an answer within the time limit. */
        STALLS_CHANGES
    }
}
