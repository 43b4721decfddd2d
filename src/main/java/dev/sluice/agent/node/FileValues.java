package dev.sluice.agent.node;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The raw keys and values of one file, with every problem that reading them finds. */
final class FileValues {

    private static final Pattern DURATION = Pattern.compile("([0-9]{1,9})(ms|s|m|h)");
    private static final Pattern SIZE = Pattern.compile("([0-9]{1,18})(|[kmgt](?:i?b)?)");

    private final Path file;
    private final Map<String, FileLines.Entry> values = new TreeMap<>();
    private final Set<String> used = new HashSet<>();
    private final List<String> problems = new ArrayList<>();

    FileValues(Path file, List<FileLines.Entry> entries) {
        this.file = file;
        for (FileLines.Entry entry : entries) {
            FileLines.Entry earlier = values.putIfAbsent(entry.key(), entry);
            if (earlier != null) {
                problems.add(file + ":" + entry.line() + ": " + entry.key() + " = '" + entry.value()
                        + "': is given twice, first in line " + earlier.line() + "; keep one");
            }
        }
    }

    /** The keys that begin so, without that beginning, sorted. */
    List<String> keysUnder(String prefix) {
        return values.keySet().stream()
                .filter(key -> key.startsWith(prefix))
                .map(key -> key.substring(prefix.length()))
                .toList();
    }

    /** The text of a key; empty when it is absent or has no text. */
    Optional<String> text(String key) {
        used.add(key);
        return Optional.ofNullable(values.get(key)).map(FileLines.Entry::value).filter(value -> !value.isEmpty());
    }

    /** The text of a key that must be there; otherwise a problem is noted and the answer is only a place holder. */
    String required(String key, String rule) {
        return text(key).orElseGet(() -> {
            problem(key, "", rule);
            return "";
        });
    }

    /** What {@code parse} makes of a key's text; when it throws, its message becomes the rule of a problem. */
    <T> T value(String key, T ifAbsent, Function<String, T> parse) {
        Optional<String> text = text(key);
        if (text.isEmpty()) {
            return ifAbsent;
        }
        try {
            return parse.apply(text.get());
        } catch (IllegalArgumentException e) {
            problem(key, text.get(), String.valueOf(e.getMessage()));
            return ifAbsent;
        }
    }

    Path folder() {
        return DurableFile.folderOf(file);
    }

    /** Notes that a key or its value breaks a rule; without a value, that the key is missing. */
    void problem(String key, String value, String rule) {
        FileLines.Entry entry = values.get(key);
        String where = entry == null ? nearest(key) : ":" + entry.line();
        problems.add(file + where + ": " + key + (value.isEmpty() ? " is missing: " : " = '" + value + "': ") + rule);
    }

    /** Of a key that is not there: the line where its group begins, as role.spark does, if it has one. */
    private String nearest(String key) {
        int dot = key.lastIndexOf('.');
        String group = dot < 0 ? key + "." : key.substring(0, dot + 1);
        return values.values().stream()
                .filter(entry -> entry.key().startsWith(group) || entry.key().startsWith(key + "."))
                .map(FileLines.Entry::line)
                .min(Integer::compare)
                .map(line -> ":" + line)
                .orElse("");
    }

    /** Notes every key that nobody asked for, then throws if there is any problem. */
    void finish() {
        for (FileLines.Entry entry : values.values()) {
            if (!used.contains(entry.key())) {
                problem(entry.key(), entry.value().isEmpty() ? " " : entry.value(), "is not a key of this file");
            }
        }
        if (!problems.isEmpty()) {
            throw new BadAgentFile(problems);
        }
    }

    /** {@code 500ms}, {@code 30s}, {@code 2m}, {@code 1h}. */
    static Duration duration(String text) {
        Matcher matcher = DURATION.matcher(text);
        if (!matcher.matches()) {
            throw new IllegalArgumentException("must be a number and ms, s, m or h, as in 30s");
        }
        long number = Long.parseLong(matcher.group(1));
        return switch (matcher.group(2)) {
            case "ms" -> Duration.ofMillis(number);
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            default -> Duration.ofHours(number);
        };
    }

    /** A duration that is not zero. */
    static Duration someTime(String text) {
        Duration duration = duration(text);
        if (duration.isZero()) {
            throw new IllegalArgumentException("must be longer than zero");
        }
        return duration;
    }

    /** Bytes: {@code 2147483648}, {@code 512m}, {@code 2g}, {@code 2GiB}; the units are powers of 1024. */
    static long size(String text) {
        String rule = "must be a number of bytes above 0, or with k, m, g or t, as in 2g";
        Matcher matcher = SIZE.matcher(text.toLowerCase(Locale.ROOT));
        if (!matcher.matches()) {
            throw new IllegalArgumentException(rule);
        }
        String unit = matcher.group(2);
        int power = unit.isEmpty() ? 0 : "kmgt".indexOf(unit.charAt(0)) + 1;
        try {
            long bytes = Math.multiplyExact(Long.parseLong(matcher.group(1)), 1L << (10 * power));
            if (bytes > 0) {
                return bytes;
            }
        } catch (ArithmeticException e) {
            throw new IllegalArgumentException("must fit into 63 bits", e);
        }
        throw new IllegalArgumentException(rule);
    }

    /** A finite number of 0 or more. */
    static double amount(String text) {
        String rule = "must be a number of 0 or more";
        try {
            double number = Double.parseDouble(text);
            if (number >= 0 && Double.isFinite(number)) {
                return number;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException(rule, e);
        }
        throw new IllegalArgumentException(rule);
    }
}
