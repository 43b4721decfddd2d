package dev.sluice.cli;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Values as people read them. */
final class Words {

    /** Names that are shown of a long list. */
    private static final int FEW = 12;

    private Words() {}

    static String ratio(@Nullable Double value, Ink ink) {
        return value == null ? ink.none() : String.format(Locale.ROOT, "%.2f", value);
    }

    static String percent(@Nullable Double share, Ink ink) {
        return share == null ? ink.none() : Math.round(share * 100) + " %";
    }

    static String lower(String code) {
        return code.toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    static String count(int n, String noun) {
        return n + " " + noun + (n == 1 ? "" : "s");
    }

    static String between(Instant from, Instant to) {
        return span(Math.max(0, Duration.between(from, to).toSeconds()));
    }

    /** {@code 9 s}, {@code 4 min}, {@code 3 h}, {@code 2 d}. */
    static String span(long seconds) {
        if (seconds < 120) {
            return seconds + " s";
        }
        if (seconds < 120 * 60) {
            return seconds / 60 + " min";
        }
        return seconds < 48 * 3600 ? seconds / 3600 + " h" : seconds / 86400 + " d";
    }

    static String ago(@Nullable Long seconds) {
        return seconds == null ? "never" : span(seconds) + " ago";
    }

    static String owner(@Nullable String framework) {
        return framework == null ? "reservoir" : framework;
    }

    static String list(List<String> items) {
        return String.join(", ", items);
    }

    /** The first of many names; all of them are in the JSON. */
    static String few(List<String> names) {
        return names.size() <= FEW
                ? list(names)
                : list(names.subList(0, FEW - 1)) + " and " + (names.size() - FEW + 1) + " more";
    }

    static String gibibytes(double bytes) {
        return String.format(Locale.ROOT, "%.0f GiB", bytes / (1L << 30));
    }

    /** As one word of a POSIX shell. */
    static String shell(String word) {
        return word.matches("[A-Za-z0-9_./:,@%+=-]+") ? word : "'" + word.replace("'", "'\\''") + "'";
    }
}
