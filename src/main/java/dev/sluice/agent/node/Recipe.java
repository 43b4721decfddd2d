package dev.sluice.agent.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * How this node becomes the worker of one framework, as its own file says. One record per {@code role.<framework>.type}.
 *
 * <p>A new type is a record here, its keys in {@link RoleKeys}, and a {@link Worker} in {@link Workers}; the compiler
 * names all three places.
 */
sealed interface Recipe {

    /** The framework's id, as the server says it. */
    String framework();

    /** The name that the framework knows this node by. */
    String member();

    /**
     * A supervised child process.
     *
     * @param start the program and its arguments, run without a shell
     * @param environment added to the agent's own
     * @param stopSignal without {@code SIG}, for example {@code TERM}
     * @param stopTimeout from the signal until what is left is killed
     * @param ready what must accept a connection before the worker counts as running
     * @param logLimit bytes; a longer log becomes {@code .1} and begins again
     */
    record SupervisedProcess(
            String framework,
            String member,
            List<String> start,
            Path directory,
            Map<String, String> environment,
            String stopSignal,
            Duration stopTimeout,
            Optional<HostPort> ready,
            long logLimit)
            implements Recipe {

        public SupervisedProcess {
            start = List.copyOf(start);
            environment = Map.copyOf(environment);
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
