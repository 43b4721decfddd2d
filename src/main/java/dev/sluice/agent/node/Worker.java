package dev.sluice.agent.node;

import java.util.OptionalLong;

/** The worker of one framework on this node. Driven from one thread. */
interface Worker {

    /**
     * Takes the next step towards running, or towards not running, and says what is so now. Called a few times a second;
     * never waits. {@link State#STOPPED} is a proof: nothing of this worker is left.
     */
    Condition step(boolean wanted);

    /** The process whose tree does the worker's work, while there is one. */
    OptionalLong root();

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
