package dev.sluice.agent.node;

import java.io.BufferedReader;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Pattern;

/**
 * The agent's own file, checked. Every key and its default is in {@code src/docs/agent.md}.
 *
 * @param servers base addresses, one or more; {@code /agent} and {@code /api} are below each
 * @param state the folder for what must survive a restart: credential, last wish, workers' ids, logs
 * @param tokenFile where the one-time join token is, for the first start
 * @param roles by framework, sorted
 */
record AgentFile(
        String node,
        List<URI> servers,
        Path state,
        Optional<Path> tokenFile,
        Description description,
        Metrics metrics,
        Map<String, Role> roles,
        Life life,
        Retry retry) {

    /** What the operator says of the machine; what is empty is read from the machine. */
    record Description(
            Optional<String> rack,
            Map<String, String> labels,
            OptionalDouble cores,
            OptionalLong memoryBytes,
            OptionalLong diskBytes,
            double gpus) {}

    /** What is measured and how often. */
    record Metrics(Scope scope, Duration every) {

        /** Whose use is measured. */
        enum Scope {
            HOST,
            WORKERS,
            NONE
        }
    }

    /**
     * What the agent does with workers by itself.
     *
     * @param firstRole the framework whose worker it runs until the server has said anything for the first time; this is how
     *     a fleet that is already at work is taken over as it stands
     */
    record Life(Optional<String> firstRole, OnExit onExit) {

        /** What becomes of the worker when the agent is told to exit. */
        enum OnExit {
            LEAVE,
            STOP
        }

        /** What to run before the server's first wish; its epoch is older than any of the server's. */
        Wish firstWish() {
            return new Wish(firstRole, 0);
        }
    }

    /**
     * How long between two attempts to reach the server.
     *
     * @param longest the cap of the growing pause
     * @param refused the pause after the server has refused the credential
     */
    record Retry(Duration longest, Duration refused) {}

    private static final Pattern COMMA = Pattern.compile(",");
    private static final Pattern NODE = Pattern.compile("[A-Za-z0-9]([A-Za-z0-9._-]{0,251}[A-Za-z0-9])?");

    /**
     * @throws BadAgentFile with every problem of the file, one sentence each
     */
    static AgentFile read(Path file) {
        List<FileLines.Entry> entries;
        try (BufferedReader reader = Files.newBufferedReader(file)) {
            entries = FileLines.read(reader);
            if (writableByAnybody(file)) {
                throw new BadAgentFile(List.of(
                        file + ": anybody may write to it, and it says which programs run here: chmod o-w " + file));
            }
        } catch (NoSuchFileException e) {
            throw new BadAgentFile(List.of(file + ": there is no such file; src/docs/agent.md shows one"));
        } catch (IOException | IllegalArgumentException e) {
            throw new BadAgentFile(List.of(file + ": cannot be read: " + e.getMessage()));
        }
        return of(new FileValues(file, entries));
    }

    private static AgentFile of(FileValues values) {
        Path state = values.folder()
                .resolve(values.required("state", "the folder for credential, last wish and logs"))
                .normalize();
        Map<String, Role> roles = new RoleKeys(values, state.resolve("work")).read();
        AgentFile file = new AgentFile(
                node(values),
                servers(values),
                state,
                values.text("token-file").map(values.folder()::resolve),
                description(values),
                new Metrics(
                        choice(values, "metrics.scope", Metrics.Scope.HOST),
                        values.value("metrics.every", Duration.ofSeconds(5), FileValues::someTime)),
                roles,
                new Life(firstRole(values, roles), choice(values, "on-exit", Life.OnExit.LEAVE)),
                new Retry(
                        values.value("retry.longest", Duration.ofSeconds(30), FileValues::someTime),
                        values.value("retry.refused", Duration.ofSeconds(60), FileValues::someTime)));
        values.finish();
        return file;
    }

    private static String node(FileValues values) {
        values.required("node", "this node's id in the fleet");
        return values.value("node", "", text -> {
            if (!NODE.matcher(text).matches()) {
                throw new IllegalArgumentException(
                        "must have letters, digits, '.', '_' and '-', at most 253, and end in a letter or digit");
            }
            return text;
        });
    }

    private static List<URI> servers(FileValues values) {
        values.required("server", "the server's address, as in https://sluice.example:8443");
        return values.value("server", List.of(), text -> {
            List<URI> servers = COMMA.splitAsStream(text)
                    .map(String::strip)
                    .map(AgentFile::server)
                    .toList();
            if (Set.copyOf(servers).size() < servers.size()) {
                throw new IllegalArgumentException("must name each address once");
            }
            return servers;
        });
    }

    private static URI server(String text) {
        URI uri = URI.create(text.endsWith("/") ? text.substring(0, text.length() - 1) : text);
        boolean http = "http".equals(uri.getScheme()) || "https".equals(uri.getScheme());
        if (!http || uri.getHost() == null || uri.getQuery() != null || uri.getFragment() != null) {
            throw new IllegalArgumentException("must be an http or https address, as in https://sluice.example:8443,"
                    + " or several, separated by commas");
        }
        return uri;
    }

    private static Optional<String> firstRole(FileValues values, Map<String, Role> roles) {
        return values.value("first-role", Optional.empty(), text -> {
            if (!roles.containsKey(text)) {
                throw new IllegalArgumentException(
                        "must be one of this file's roles: " + String.join(", ", roles.keySet()));
            }
            return Optional.of(text);
        });
    }

    private static Description description(FileValues values) {
        Map<String, String> labels = new TreeMap<>();
        for (String name : values.keysUnder("label.")) {
            labels.put(name, values.text("label." + name).orElse(""));
        }
        return new Description(
                values.text("rack"),
                Map.copyOf(labels),
                values.value("capacity.cores", OptionalDouble.empty(), text -> OptionalDouble.of(some(text))),
                values.value("capacity.memory", OptionalLong.empty(), text -> OptionalLong.of(FileValues.size(text))),
                values.value("capacity.disk", OptionalLong.empty(), text -> OptionalLong.of(FileValues.size(text))),
                values.value("capacity.gpus", 0.0, FileValues::amount));
    }

    private static double some(String text) {
        double amount = FileValues.amount(text);
        if (amount == 0) {
            throw new IllegalArgumentException("must be above 0");
        }
        return amount;
    }

    private static <E extends Enum<E>> E choice(FileValues values, String key, E ifAbsent) {
        return values.value(key, ifAbsent, text -> {
            List<String> names = new ArrayList<>();
            for (E constant : ifAbsent.getDeclaringClass().getEnumConstants()) {
                String name = constant.name().toLowerCase(Locale.ROOT);
                if (name.equals(text)) {
                    return constant;
                }
                names.add(name);
            }
            throw new IllegalArgumentException("must be one of " + String.join(", ", names));
        });
    }

    private static boolean writableByAnybody(Path file) throws IOException {
        try {
            return Files.getPosixFilePermissions(file).contains(PosixFilePermission.OTHERS_WRITE);
        } catch (UnsupportedOperationException e) {
            return false;
        }
    }
}
