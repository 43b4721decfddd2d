package dev.sluice.agent.node;

import java.util.OptionalLong;

/** The worker of one framework on this node. Driven from one thread. */
interface Worker {

    /**
     * Takes the next step towards an aim, and says what is so now. Called a few times a second; never waits.
     * {@link State#STOPPED} is a proof: nothing of this worker is left.
     *
     * @param epoch of the claim behind the aim
     */
    Condition step(Aim aim, long epoch);

    /**
     * Takes the next step towards a node on which this worker does not run and could: stopped, and its prepare recipe has
     * run under this claim. {@link State#STOPPED} says that it is so. A worker without a recipe has only to be stopped.
     */
    default Condition prepare(long epoch) {
        return step(Aim.STOP, epoch);
    }

    /** The process whose tree does the worker's work, while there is one that is known. */
    OptionalLong root();

    /** What a step is to bring about. */
    enum Aim {
        STOP,
        /** Nothing: neither starts nor stops what has not begun to start or stop by itself. */
        HOLD,
        RUN
    }

    /** What a worker is in; the names are those of the channel. */
    enum State {
        STOPPED,
        STARTING,
        RUNNING,
        STOPPING,
        FAILED
    }

    /**
     * @param proof why this is believed, for people
     */
    record Condition(State state, String proof) {}
}
