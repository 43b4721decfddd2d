package dev.sluice.agent.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Reads the {@code role.<framework>.*} keys. */
final class RoleKeys {

    private static final Pattern FRAMEWORK = Pattern.compile("[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?");
    private static final Pattern ENVIRONMENT = Pattern.compile("[A-Za-z_][A-Za-z0-9_]*");
    private static final Pattern SIGNAL = Pattern.compile("[A-Z][A-Z0-9+-]{1,9}");
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final long LOG_LIMIT = 16L << 20;

    private final FileValues values;
    private final Path workFolder;

    RoleKeys(FileValues values, Path workFolder) {
        this.values = values;
        this.workFolder = workFolder;
    }

    /** Every role of the file by its framework, sorted. */
    Map<String, Recipe> read() {
        Map<String, Recipe> roles = new TreeMap<>();
        for (String framework : frameworks()) {
            if (FRAMEWORK.matcher(framework).matches()) {
                role(framework).ifPresent(recipe -> roles.put(framework, recipe));
            } else {
                values.problem(
                        "role." + framework,
                        framework,
                        "a framework's id has lower-case letters, digits and '-', at most 63, no '-' at an end");
            }
        }
        return roles;
    }

    private TreeSet<String> frameworks() {
        TreeSet<String> frameworks = new TreeSet<>();
        for (String key : values.keysUnder("role.")) {
            int dot = key.indexOf('.');
            frameworks.add(dot < 0 ? key : key.substring(0, dot));
        }
        return frameworks;
    }

    private Optional<Recipe> role(String framework) {
        String prefix = "role." + framework + ".";
        String type = values.text(prefix + "type").orElse("process");
        String member = values.required(prefix + "member", "the name that the framework knows this node by");
        return switch (type) {
            case "process" -> Optional.of(process(framework, prefix, member));
            default -> {
                values.problem(prefix + "type", type, "must be process");
                yield Optional.empty();
            }
        };
    }

    private Recipe process(String framework, String prefix, String member) {
        values.required(prefix + "start", "the program to run and its arguments");
        return new Recipe.SupervisedProcess(
                framework,
                member,
                values.value(prefix + "start", List.of(), Argv::split),
                values.text(prefix + "directory").map(values.folder()::resolve).orElse(workFolder),
                environment(prefix + "env."),
                values.value(prefix + "stop-signal", "TERM", RoleKeys::signal),
                values.value(prefix + "stop-timeout", STOP_TIMEOUT, FileValues::duration),
                values.value(prefix + "ready", Optional.empty(), text -> Optional.of(hostPort(text))),
                values.value(prefix + "log-limit", LOG_LIMIT, FileValues::size));
    }

    private Map<String, String> environment(String prefix) {
        Map<String, String> environment = new TreeMap<>();
        for (String name : values.keysUnder(prefix)) {
            String value = values.text(prefix + name).orElse("");
            if (ENVIRONMENT.matcher(name).matches()) {
                environment.put(name, value);
            } else {
                values.problem(prefix + name, name, "a variable's name has letters, digits and '_', no digit first");
            }
        }
        return environment;
    }

    private static String signal(String text) {
        String name = text.startsWith("SIG") ? text.substring(3) : text;
        if (!SIGNAL.matcher(name).matches()) {
            throw new IllegalArgumentException("must be a signal's name, as in TERM or PWR");
        }
        return name;
    }

    private static Recipe.HostPort hostPort(String text) {
        String rule = "must be host:port with a port of 1 to 65535, as in 127.0.0.1:7078";
        int colon = text.lastIndexOf(':');
        if (colon < 1) {
            throw new IllegalArgumentException(rule);
        }
        try {
            int port = Integer.parseInt(text.substring(colon + 1));
            if (port >= 1 && port <= 65535) {
                return new Recipe.HostPort(text.substring(0, colon), port);
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(rule, e);
        }
        throw new IllegalArgumentException(rule);
    }
}
