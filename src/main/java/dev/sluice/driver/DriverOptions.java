package dev.sluice.driver;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.format.DateTimeParseException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * Reads a framework's {@code url} and {@code options}; a wrong one ends with {@link IllegalArgumentException} whose sentence
 * names the key, the value and the rule.
 */
public final class DriverOptions {

    /** Every kind has it: how long a change may take until its outcome counts as unknown. */
    public static final String TIME_LIMIT = "time-limit";

    private static final String WEB_RULE = "must be an http or https address, as in http://master:8080";

    private static final Pattern SHORT_DURATION = Pattern.compile("[0-9]+(ms|s|m|h|d)");

    private final DriverProvider.Settings settings;

    /** @param known every option that the driver has; any other is refused, for it is likely a slip of the pen */
    public DriverOptions(DriverProvider.Settings settings, Set<String> known) {
        this.settings = settings;
        for (String key : settings.options().keySet()) {
            if (!known.contains(key)) {
                throw wrong(
                        "options." + key,
                        settings.options().get(key),
                        "not an option of this kind; it has " + new TreeSet<>(known));
            }
        }
    }

    /** The framework's url without a trailing slash; it must be an absolute http or https one. */
    public String url() {
        return web("url", settings.url());
    }

    /** A further address, by the same rule. */
    public Optional<String> url(String key) {
        return text(key).map(value -> {
            try {
                return web("options." + key, new URI(value));
            } catch (URISyntaxException malformed) {
                throw wrong("options." + key, value, WEB_RULE);
            }
        });
    }

    private String web(String key, URI url) {
        boolean web = "http".equals(url.getScheme()) || "https".equals(url.getScheme());
        if (!web || url.getHost() == null || url.getQuery() != null) {
            throw wrong(key, url.toString(), WEB_RULE);
        }
        String text = url.toString();
        return text.endsWith("/") ? text.substring(0, text.length() - 1) : text;
    }

    public Optional<String> text(String key) {
        return Optional.ofNullable(settings.options().get(key)).filter(value -> !value.isBlank());
    }

    /** A text that must be there. */
    public String needed(String key) {
        return text(key).orElseThrow(() -> wrong("options." + key, "", "must be given"));
    }

    /** One of an enum's names, written in lower case. */
    public <E extends Enum<E>> E choice(String key, E byDefault) {
        Optional<String> value = text(key);
        if (value.isEmpty()) {
            return byDefault;
        }
        List<String> names = Arrays.stream(byDefault.getDeclaringClass().getEnumConstants())
                .map(choice -> choice.name().toLowerCase(Locale.ROOT))
                .toList();
        int index = names.indexOf(value.get());
        if (index < 0) {
            throw wrong("options." + key, value.get(), "must be one of " + names);
        }
        return byDefault.getDeclaringClass().getEnumConstants()[index];
    }

    /** A whole number within bounds, both included. */
    public int number(String key, int byDefault, int least, int most) {
        String value = text(key).orElse(String.valueOf(byDefault));
        try {
            int number = Integer.parseInt(value);
            if (number >= least && number <= most) {
                return number;
            }
        } catch (NumberFormatException notANumber) {
            throw wrong("options." + key, value, "must be a whole number from " + least + " to " + most);
        }
        throw wrong("options." + key, value, "must be a whole number from " + least + " to " + most);
    }

    public boolean flag(String key, boolean byDefault) {
        return text(key)
                .map(value -> switch (value) {
                    case "true" -> true;
                    case "false" -> false;
                    default -> throw wrong("options." + key, value, "must be true or false");
                })
                .orElse(byDefault);
    }

    /** {@link #TIME_LIMIT}, 10 s unless given; the contract allows no more than 30 s. */
    public Duration timeLimit() {
        Duration limit = duration(TIME_LIMIT, Duration.ofSeconds(10), Duration.ofSeconds(1));
        if (limit.compareTo(Duration.ofSeconds(30)) > 0) {
            throw wrong("options." + TIME_LIMIT, limit.toString(), "must be at most PT30S");
        }
        return limit;
    }

    /** A duration as {@code 30s}, {@code 2m}, {@code 500ms} or ISO {@code PT30S}. */
    public Duration duration(String key, Duration byDefault, Duration least) {
        Duration value = text(key).map(text -> parse(key, text)).orElse(byDefault);
        if (value.compareTo(least) < 0) {
            throw wrong("options." + key, value.toString(), "must be at least " + least);
        }
        return value;
    }

    /** An absolute path, needed. */
    public Path file(String key) {
        String value = needed(key);
        Path path = Path.of(value);
        if (!path.isAbsolute()) {
            throw wrong("options." + key, value, "must be an absolute path");
        }
        return path;
    }

    /** An absolute path of a file that is there and may be read. */
    public Path readableFile(String key) {
        Path path = file(key);
        if (!Files.isReadable(path)) {
            throw wrong("options." + key, path.toString(), "must be a file that Sluice may read");
        }
        return path;
    }

    /** A {@code host:port}, needed. */
    public HostPort hostPort(String key) {
        String value = text(key).orElseThrow(() -> wrong("options." + key, "", "must be given, as host:port"));
        int colon = value.lastIndexOf(':');
        try {
            int port = Integer.parseInt(value.substring(colon + 1));
            if (colon > 0 && port > 0 && port < 65536) {
                return new HostPort(value.substring(0, colon), port);
            }
        } catch (NumberFormatException notANumber) {
            throw wrong("options." + key, value, "must be host:port with a port from 1 to 65535");
        }
        throw wrong("options." + key, value, "must be host:port with a port from 1 to 65535");
    }

    /** Where something listens. */
    public record HostPort(String host, int port) {
        @Override
        public String toString() {
            return host + ":" + port;
        }
    }

    private Duration parse(String key, String text) {
        String value = SHORT_DURATION.matcher(text).matches() && !text.endsWith("ms")
                ? (text.endsWith("d") ? "P" : "PT") + text
                : text;
        try {
            return text.endsWith("ms")
                    ? Duration.ofMillis(Long.parseLong(text.substring(0, text.length() - 2)))
                    : Duration.parse(value);
        } catch (DateTimeParseException | NumberFormatException malformed) {
            throw wrong("options." + key, text, "must be a duration, as in 30s, 2m or PT30S");
        }
    }

    private IllegalArgumentException wrong(String key, String value, String rule) {
        return new IllegalArgumentException(
                "sluice.frameworks." + settings.framework() + "." + key + ": '" + value + "' " + rule);
    }
}
