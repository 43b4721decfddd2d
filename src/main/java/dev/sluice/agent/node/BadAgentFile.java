package dev.sluice.agent.node;

import java.util.List;

/** The agent's file cannot be used; each problem names the file, the key, its value and the rule. */
final class BadAgentFile extends RuntimeException {

    private static final long serialVersionUID = 1;

    BadAgentFile(List<String> problems) {
        super(String.join(System.lineSeparator(), problems));
    }
}
