package dev.sluice.agent.node;

import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** The processes of this machine, as much as a supervised worker needs of them. */
interface Processes {

    /**
     * Starts a program that outlives this JVM: own session, no input.
     *
     * @throws IOException when it cannot be started, saying why
     */
    Child start(Launch launch) throws IOException;

    /** The live process with this pid, if it is still the one that was born so. */
    Optional<Child> find(long pid, String birth);

    /** Every live process whose environment carries the tag and that may be read. */
    List<Child> tagged(String tag);

    /** One process; equal when pid and birth are. */
    interface Child {

        long pid();

        /** What tells it from a later process with the same pid, and survives a restart of the agent. */
        String birth();

        boolean alive();

        /** Known only of a process that this JVM started, after its end. */
        OptionalInt exitCode();

        /** Live processes below it. */
        List<Child> descendants();

        /**
         * Sends a signal; none when the process is gone.
         *
         * @param name without {@code SIG}
         */
        void signal(String name);
    }
}
