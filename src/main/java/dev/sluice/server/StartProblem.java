package dev.sluice.server;

import io.quarkus.runtime.QuarkusBindException;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.ConfigValidationException;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.config.ConfigProvider;
import org.jspecify.annotations.Nullable;

/** Turns whatever kept the server from starting into one sentence for people. */
final class StartProblem {

    private StartProblem() {}

    /** The sentence; what has none of its own is also written to {@code last-failure.log} in {@code data}. */
    static String sentence(Throwable failure, @Nullable Path data) {
        List<Throwable> chain = chain(failure);
        return find(chain, StartFailure.class)
                .map(Throwable::getMessage)
                .or(() -> find(chain, ConfigValidationException.class).map(StartProblem::config))
                .or(() -> find(chain, QuarkusBindException.class).map(StartProblem::bind))
                .or(() -> find(chain, SQLException.class).map(StartProblem::database))
                .or(() -> migration(chain))
                .or(() -> said(chain))
                .orElseGet(() -> unknown(chain, data));
    }

    private static String config(ConfigValidationException failure) {
        return Stream.of(problems(failure))
                .map(StartProblem::plain)
                .distinct()
                .collect(Collectors.joining(" "))
                .concat(" Correct it in the config file or the environment.");
    }

    private static String[] problems(ConfigValidationException failure) {
        String[] messages = new String[failure.getProblemCount()];
        for (int i = 0; i < messages.length; i++) {
            messages[i] = failure.getProblem(i).getMessage();
        }
        return messages;
    }

    /** SmallRye's text without its codes and class names, ended like a sentence. */
    static String plain(String message) {
        String text = message.replaceAll(
                        "The config property (\\S+) with the config value \"(.*?)\" threw an Exception whilst being converted",
                        "The setting $1 cannot be \"$2\":")
                .replaceAll("\\b[A-Z]{4,7}\\d{5}: ", "")
                .replaceAll("\\b(?:[a-z]+\\.)+[A-Z]\\w*(?:Exception|Error): ", "")
                .replaceAll("\\s+", " ")
                .strip();
        return text.endsWith(".") ? text : text + ".";
    }

    private static String bind(QuarkusBindException failure) {
        if (chain(failure).stream()
                .anyMatch(cause -> String.valueOf(cause.getMessage()).contains("assign"))) {
            return "The address " + failure.getHost()
                    + " given with --host is not one of this machine; choose one that is, or leave it out.";
        }
        return "Port " + failure.getPort() + " on " + failure.getHost()
                + " is in use by another program; stop that one, or choose another with --port.";
    }

    private static String database(SQLException failure) {
        String url = ConfigProvider.getConfig()
                .getOptionalValue("quarkus.datasource.reactive.url", String.class)
                .orElse("");
        String state = failure.getSQLState() == null ? "" : failure.getSQLState();
        String reason = String.valueOf(failure.getMessage()).replaceAll("\\s+", " ");
        if (state.startsWith("28")) {
            return "The database " + url + " refuses the user or the password (" + reason
                    + "); check SLUICE_DB_USER and SLUICE_DB_PASSWORD.";
        }
        if (state.equals("3D000")) {
            return "The database " + url + " does not exist; create it, empty, and start again.";
        }
        if (state.startsWith("08")) {
            return "The database " + url + " cannot be reached (" + reason + "); check SLUICE_DB_URL.";
        }
        return "The database " + url + " failed: " + reason + " (SQL state " + state + ").";
    }

    private static Optional<String> migration(List<Throwable> chain) {
        return chain.stream()
                .filter(cause -> cause.getClass().getName().startsWith("org.flywaydb."))
                .map(Throwable::getMessage)
                .filter(message -> message != null)
                .findFirst()
                .map(message -> message.contains("non-empty schema")
                        ? "The database holds tables that are not Sluice's; give SLUICE_DB_URL an empty database."
                        : "The database cannot be brought to this version: "
                                + message.replaceAll("\\s+", " ").strip());
    }

    /** Features refuse to start with these, and a message of their own. */
    private static Optional<String> said(List<Throwable> chain) {
        return chain.reversed().stream()
                .filter(cause -> cause instanceof IllegalArgumentException
                        || cause instanceof IllegalStateException
                        || cause instanceof ConfigurationException)
                .map(Throwable::getMessage)
                .filter(message -> message != null && !message.isBlank())
                .findFirst()
                .map(StartProblem::plain);
    }

    private static String unknown(List<Throwable> chain, @Nullable Path data) {
        Throwable root = chain.getLast();
        String what = root.getMessage() == null ? root.getClass().getSimpleName() : plain(root.getMessage());
        return "The server could not start: " + what + details(chain.getFirst(), data);
    }

    private static String details(Throwable failure, @Nullable Path data) {
        if (data == null || !Files.isDirectory(data)) {
            return "";
        }
        Path log = data.resolve("last-failure.log");
        try (PrintWriter writer = new PrintWriter(Files.newBufferedWriter(log))) {
            failure.printStackTrace(writer);
            return " Details: " + log;
        } catch (IOException e) {
            return "";
        }
    }

    private static <T extends Throwable> Optional<T> find(List<Throwable> chain, Class<T> type) {
        return chain.stream().filter(type::isInstance).map(type::cast).findFirst();
    }

    private static List<Throwable> chain(Throwable failure) {
        Set<Throwable> seen = Collections.newSetFromMap(new IdentityHashMap<>());
        List<Throwable> chain = new ArrayList<>();
        for (Throwable cause = failure; cause != null && seen.add(cause); cause = cause.getCause()) {
            chain.add(cause);
        }
        return chain;
    }
}
