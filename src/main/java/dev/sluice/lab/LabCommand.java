package dev.sluice.lab;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * How one process of the lab is started.
 *
 * @param name unique in its lab, names log and pid file
 * @param argv program and arguments, no shell in between
 * @param environment added to the own one
 * @param ready {@code host:port} that accepts connections once it runs; empty when there is none
 */
public record LabCommand(String name, List<String> argv, Map<String, String> environment, Optional<String> ready) {

    public LabCommand {
        argv = List.copyOf(argv);
        environment = Map.copyOf(environment);
    }

    public LabCommand(String name, List<String> argv, Map<String, String> environment) {
        this(name, argv, environment, Optional.empty());
    }

    /** The argument vector as one line of an agent file: whitespace separates, double quotes hold together. */
    public String line() {
        return argv.stream()
                .map(word -> word.isEmpty() || word.chars().anyMatch(Character::isWhitespace) ? '"' + word + '"' : word)
                .collect(Collectors.joining(" "));
    }
}
