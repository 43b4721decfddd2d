package dev.sluice.agent.node;

import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What starts a worker, stops it, and proves which it is. One record per {@code role.<framework>.type}.
 *
 * <p>A new type is a record here, its keys in {@link RoleKeys}, and a {@link Worker} in {@link Workers}; the compiler
 * names all three places.
 */
sealed interface Recipe {

    /** How long stopping may take before it is ended by force or counts as failed. */
    Duration stopTimeout();

    /**
     * A supervised child process.
     *
     * @param start the program and its arguments, run without a shell
     * @param stopSignal without {@code SIG}, for example {@code TERM}
     * @param stopTimeout from the signal until what is left is killed
     * @param ready what must accept a connection before the worker counts as running
     */
    record SupervisedProcess(List<String> start, String stopSignal, Duration stopTimeout, Optional<HostPort> ready)
            implements Recipe {

        public SupervisedProcess {
            start = List.copyOf(start);
        }
    }

    /** Units that systemd runs; the worker runs when all of them do, and is stopped when none does. */
    record SystemdUnits(List<String> units, Duration startTimeout, Duration stopTimeout, Duration checkEvery)
            implements Recipe {

        public SystemdUnits {
            units = List.copyOf(units);
        }
    }

    /**
     * Commands of the operator's own.
     *
     * @param check ends with 0 when the worker runs and with 3 when nothing of it does; anything else says neither
     */
    record Hooks(Command start, Command stop, Command check, Duration checkEvery) implements Recipe {

        @Override
        public Duration stopTimeout() {
            return stop.timeout();
        }
    }

    /** A program with its arguments, run without a shell, and how long it may take. */
    record Command(List<String> words, Duration timeout) {

        public Command {
            words = List.copyOf(words);
        }
    }

    /** Where something listens. */
    record HostPort(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }
}
