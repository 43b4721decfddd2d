package dev.sluice.cli;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Secrets that a person types or a program pipes in. Never from an argument: the arguments of a process are for all to read.
 *
 * @param piped where a program's lines come from; the terminal is asked where there is one
 */
record Secrets(InputStream piped) {

    /** Asks at the terminal without showing what is typed; else the first line of the input. */
    String ask(String question) {
        var console = System.console();
        return checked(console != null ? typed(console.readPassword("%s: ", question)) : line());
    }

    /** The same twice at a terminal, where nobody sees what they mistype. */
    String choose(String question) {
        var console = System.console();
        if (console == null) {
            return checked(line());
        }
        var first = console.readPassword("%s: ", question);
        var second = console.readPassword("%s again: ", question);
        if (!Arrays.equals(first, second)) {
            throw new Fault(Fault.USAGE, "The two passwords are not the same; nothing was changed.");
        }
        return checked(typed(first));
    }

    private static @Nullable String typed(char @Nullable [] typed) {
        return typed == null ? null : new String(typed);
    }

    private static String checked(@Nullable String secret) {
        if (secret == null || secret.isEmpty()) {
            throw new Fault(
                    Fault.USAGE, "Nothing was typed or piped in; it is read from the terminal or standard input.");
        }
        return secret;
    }

    private @Nullable String line() {
        try {
            // Not closed: it is the process's own.
            return new BufferedReader(new InputStreamReader(piped, StandardCharsets.UTF_8)).readLine();
        } catch (IOException e) {
            throw new Fault(Fault.FAILED, "Standard input cannot be read (" + e.getMessage() + ").");
        }
    }
}
