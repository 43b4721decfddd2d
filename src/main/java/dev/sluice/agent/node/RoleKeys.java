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
    private static final Pattern UNIT =
            Pattern.compile("[A-Za-z0-9:_.@\\\\][A-Za-z0-9:_.@\\\\-]*\\.(service|socket|target)");
    private static final Duration STOP_TIMEOUT = Duration.ofSeconds(30);
    private static final Duration COMMAND_TIMEOUT = Duration.ofSeconds(90);
    private static final Duration CHECK_TIMEOUT = Duration.ofSeconds(10);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(5);
    private static final Duration PREPARE_TIMEOUT = Duration.ofMinutes(30);
    private static final long LOG_LIMIT = 16L << 20;

    private final FileValues values;
    private final Path workFolder;

    RoleKeys(FileValues values, Path workFolder) {
        this.values = values;
        this.workFolder = workFolder;
    }

    /** Every role of the file by its framework, sorted. */
    Map<String, Role> read() {
        Map<String, Role> roles = new TreeMap<>();
        for (String framework : frameworks()) {
            if (FRAMEWORK.matcher(framework).matches()) {
                role(framework).ifPresent(role -> roles.put(framework, role));
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

    private Optional<Role> role(String framework) {
        String prefix = "role." + framework + ".";
        String member = values.required(prefix + "member", "the name that the framework knows this node by");
        Role.Setting setting = new Role.Setting(
                values.text(prefix + "directory").map(values.folder()::resolve).orElse(workFolder),
                environment(prefix + "env."),
                values.value(prefix + "log-limit", LOG_LIMIT, FileValues::size));
        Optional<Role.Prepare> prepare = prepare(prefix);
        return recipe(prefix).map(recipe -> new Role(framework, member, setting, recipe, prepare));
    }

    private Optional<Recipe> recipe(String prefix) {
        String type = values.text(prefix + "type").orElse("process");
        return switch (type) {
            case "process" -> Optional.of(process(prefix));
            case "systemd" -> Optional.of(systemd(prefix));
            case "hook" -> Optional.of(hooks(prefix));
            default -> {
                values.problem(prefix + "type", type, "must be process, systemd or hook");
                yield Optional.empty();
            }
        };
    }

    private Recipe process(String prefix) {
        values.required(prefix + "start", "the program to run and its arguments");
        return new Recipe.SupervisedProcess(
                values.value(prefix + "start", List.of(), Argv::split),
                values.value(prefix + "stop-signal", "TERM", RoleKeys::signal),
                values.value(prefix + "stop-timeout", STOP_TIMEOUT, FileValues::duration),
                values.value(prefix + "ready", Optional.empty(), text -> Optional.of(hostPort(text))));
    }

    private Recipe systemd(String prefix) {
        values.required(prefix + "units", "the units to start and stop, as in slurmd.service");
        return new Recipe.SystemdUnits(
                values.value(prefix + "units", List.of(), RoleKeys::units),
                values.value(prefix + "start-timeout", COMMAND_TIMEOUT, FileValues::someTime),
                values.value(prefix + "stop-timeout", COMMAND_TIMEOUT, FileValues::someTime),
                values.value(prefix + "check-every", CHECK_EVERY, FileValues::someTime));
    }

    private Recipe hooks(String prefix) {
        return new Recipe.Hooks(
                command(prefix + "start", "the command that starts the worker", COMMAND_TIMEOUT),
                command(prefix + "stop", "the command that stops the worker", COMMAND_TIMEOUT),
                command(prefix + "check", "the command that says whether the worker runs", CHECK_TIMEOUT),
                values.value(prefix + "check-every", CHECK_EVERY, FileValues::someTime));
    }

    private Optional<Role.Prepare> prepare(String prefix) {
        if (values.keysUnder(prefix + "prepare").isEmpty()) {
            return Optional.empty();
        }
        Recipe.Command run = command(prefix + "prepare", "the command that prepares the node", PREPARE_TIMEOUT);
        Optional<Recipe.Command> check =
                values.keysUnder(prefix + "prepare-check").isEmpty()
                        ? Optional.empty()
                        : Optional.of(command(prefix + "prepare-check", "the command that looks", CHECK_TIMEOUT));
        return Optional.of(new Role.Prepare(run, check));
    }

    private Recipe.Command command(String key, String rule, Duration timeout) {
        values.required(key, rule);
        return new Recipe.Command(
                values.value(key, List.of(), Argv::split),
                values.value(key + "-timeout", timeout, FileValues::someTime));
    }

    private static List<String> units(String text) {
        List<String> units = Argv.split(text);
        for (String unit : units) {
            if (!UNIT.matcher(unit).matches()) {
                throw new IllegalArgumentException("must be units with their kind, separated by white space, as in"
                        + " slurmd.service; '" + unit + "' is none");
            }
        }
        return units;
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
