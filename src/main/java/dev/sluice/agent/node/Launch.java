package dev.sluice.agent.node;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;

/**
 * A program to start.
 *
 * @param words the program and its arguments; a program without a slash is looked for along {@code PATH}, that of
 *     {@code environment} first
 * @param environment added to the agent's own
 * @param tag goes into its environment, and so into that of everything it starts
 * @param log what its output is appended to
 */
record Launch(List<String> words, Path directory, Map<String, String> environment, String tag, Path log) {

    Launch {
        words = List.copyOf(words);
        environment = Map.copyOf(environment);
    }
}
