package dev.sluice.replay;

import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.inventory.FrameworksConfig;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.trace.BadInput;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * Reads a policy: a properties file with the server's own keys {@code sluice.planning.*} and
 * {@code sluice.frameworks.<id>.policy.*}. A server's whole file will do; what is about other things is not looked at.
 */
final class PolicyFile {

    private static final String PLANNING = "sluice.planning.";
    private static final String FRAMEWORKS = "sluice.frameworks.";
    private static final String POLICY = ".policy.";

    private final String name;
    private final Map<String, String> values = new HashMap<>();
    private final Map<String, Integer> lines = new HashMap<>();

    private PolicyFile(String name) {
        this.name = name;
    }

    /** The defaults, for the frameworks of a trace. */
    static Policy defaults(List<FrameworkId> frameworks) {
        return new PolicyFile("defaults").policy(frameworks);
    }

    /** @throws BadInput naming line, key and rule */
    static Policy read(Path path, List<FrameworkId> frameworks) {
        PolicyFile file = new PolicyFile(String.valueOf(path.getFileName()));
        try {
            file.load(Files.readAllLines(path));
        } catch (IOException e) {
            throw new BadInput("The policy file " + path + " cannot be read (" + e.getMessage()
                    + "); it must be a readable properties file in UTF-8.");
        }
        return file.policy(frameworks);
    }

    private void load(List<String> text) throws IOException {
        for (int number = 1; number <= text.size(); number++) {
            Properties one = new Properties();
            String line = text.get(number - 1);
            try {
                one.load(new StringReader(line));
            } catch (IllegalArgumentException e) {
                throw BadInput.at(name, number, line.strip(), "is no line of a properties file");
            }
            for (String key : one.stringPropertyNames()) {
                if (lines.containsKey(key)) {
                    throw BadInput.at(name, number, key, "stands already in line " + lines.get(key));
                }
                lines.put(key, number);
                values.put(key, one.getProperty(key).strip());
            }
        }
    }

    private Policy policy(List<FrameworkId> frameworks) {
        Set<String> known = new HashSet<>();
        frameworks.forEach(f -> known.add(f.value()));
        for (String key : values.keySet()) {
            if (key.startsWith(FRAMEWORKS)) {
                String id = framework(key);
                if (!known.contains(id)) {
                    throw bad(
                            key,
                            "the trace has no framework '" + id + "'; it has " + String.join(", ", ids(frameworks)));
                }
            }
        }
        SmallRyeConfig config = config(frameworks);
        List<Framework> all = new ArrayList<>();
        for (FrameworkId id : frameworks) {
            all.add(framework(id, config.getConfigMapping(FrameworksConfig.Policy.class, prefix(id))));
        }
        boolean deserved =
                lines.keySet().stream().anyMatch(k -> k.startsWith(FRAMEWORKS) && k.endsWith(POLICY + "deserved"));
        PlanningConfig planning = config.getConfigMapping(PlanningConfig.class);
        check(planning);
        return new Policy(planning, all, deserved);
    }

    private SmallRyeConfig config(List<FrameworkId> frameworks) {
        Map<String, String> used = new HashMap<>();
        values.forEach((key, value) -> {
            if (key.startsWith(PLANNING) || (key.startsWith(FRAMEWORKS) && key.contains(POLICY))) {
                used.put(key, value);
            }
        });
        SmallRyeConfigBuilder builder = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(PlanningConfig.class)
                .withSources(new PropertiesConfigSource(used, name, 100));
        frameworks.forEach(id -> builder.withMapping(FrameworksConfig.Policy.class, prefix(id)));
        try {
            return builder.build();
        } catch (RuntimeException e) {
            throw explained(String.valueOf(e.getMessage()), used.keySet());
        }
    }

    private Framework framework(FrameworkId id, FrameworksConfig.Policy p) {
        try {
            return new Framework(id, "sim", id.value(), policy(p));
        } catch (IllegalArgumentException e) {
            String begin = prefix(id) + ".";
            String key = List.of("guarantee", "deserved", "cap", "weight", "target").stream()
                    .map(k -> begin + k)
                    .filter(lines::containsKey)
                    .filter(k -> String.valueOf(e.getMessage()).contains(k.substring(begin.length())))
                    .findFirst()
                    .orElse(begin);
            throw bad(key, String.valueOf(e.getMessage()));
        }
    }

    private static FrameworkPolicy policy(FrameworksConfig.Policy p) {
        int deserved = p.deserved().orElse(Math.min(Math.max(1, p.guarantee()), Math.max(p.cap(), p.guarantee())));
        return new FrameworkPolicy(p.guarantee(), deserved, p.cap(), p.weight(), p.target(), p.mode());
    }

    private void check(PlanningConfig planning) {
        try {
            planning.scoringRules();
            planning.planningRules();
            planning.outlookRules();
            planning.quietWindows();
        } catch (IllegalArgumentException e) {
            String sentence = String.valueOf(e.getMessage());
            if (sentence.startsWith(PLANNING)) {
                // It names the window itself.
                throw windows(sentence);
            }
            // Each of these sentences begins with the words of its key.
            String key = lines.keySet().stream()
                    .filter(k -> k.startsWith(PLANNING))
                    .filter(k -> sentence.startsWith(k.substring(PLANNING.length())
                                    .replace('-', ' ')
                                    .replace(" gate", "")
                                    .replace(" floor", ""))
                            || (sentence.startsWith("outlook") && k.startsWith(PLANNING + "outlook")))
                    .sorted()
                    .findFirst()
                    .orElse(PLANNING);
            throw bad(key, sentence);
        }
    }

    private BadInput windows(String sentence) {
        String key = lines.keySet().stream()
                .filter(k -> k.startsWith(PLANNING + "windows."))
                .filter(k -> sentence.contains(k.substring(0, k.lastIndexOf('.'))))
                .sorted()
                .findFirst()
                .orElse(PLANNING + "windows");
        return bad(key, sentence);
    }

    /** What the configuration library found: it names the key somewhere. */
    private BadInput explained(String message, Set<String> keys) {
        Optional<String> named = keys.stream().filter(message::contains).max(Comparator.comparingInt(String::length));
        return named.map(key -> bad(
                        key,
                        message.contains("does not map to any root")
                                ? "is no key of a policy"
                                : "'" + values.get(key) + "' is no value for it"))
                .orElseGet(() -> new BadInput(name + ": " + message));
    }

    private BadInput bad(String key, String rule) {
        return BadInput.at(name, lines.getOrDefault(key, 0), key, rule);
    }

    private static String framework(String key) {
        String rest = key.substring(FRAMEWORKS.length());
        int dot = rest.indexOf('.');
        return dot < 0 ? rest : rest.substring(0, dot);
    }

    private static String prefix(FrameworkId id) {
        return FRAMEWORKS + id.value() + ".policy";
    }

    private static List<String> ids(List<FrameworkId> frameworks) {
        return frameworks.stream().map(FrameworkId::value).toList();
    }
}
