package dev.sluice.dashboard;

import dev.sluice.dashboard.live.Cell;
import dev.sluice.time.Spans;
import io.quarkus.qute.RawString;
import io.quarkus.qute.TemplateExtension;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Formats for the templates, as {@code words:ratio(x)}. What is unknown is a dash, never a zero. */
@TemplateExtension(namespace = "words")
final class PageWords {

    private static final DateTimeFormatter TIME =
            DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm:ss", Locale.ROOT).withZone(ZoneOffset.UTC);

    /** The configuration's default for a cap, above any fleet. */
    private static final int NO_CAP = 1_000_000;

    private PageWords() {}

    static String ratio(@Nullable Double value) {
        return value == null ? "–" : String.format(Locale.ROOT, "%.2f", value);
    }

    static String percent(@Nullable Double value) {
        return value == null ? "–" : Math.round(value * 100) + " %";
    }

    /** Nodes at most; the configuration's default is above any fleet. */
    static String cap(int cap) {
        return cap >= NO_CAP ? "none" : String.format(Locale.ROOT, "%,d", cap);
    }

    /** What a framework keeps of the fleet. */
    static String keeps(int guarantee, int cap) {
        return cap >= NO_CAP
                ? String.format(Locale.ROOT, "keeps %,d or more", guarantee)
                : String.format(Locale.ROOT, "keeps %,d to %,d", guarantee, cap);
    }

    /** A whole number from 0 to 100, for the width of a bar. */
    static long width(@Nullable Double value) {
        return value == null ? 0 : Math.round(Math.clamp(value, 0, 1) * 100);
    }

    static String capital(String word) {
        return word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1);
    }

    static String lower(String code) {
        return Cell.lower(code);
    }

    static String count(int n, String noun) {
        return String.format(Locale.ROOT, "%,d %s%s", n, noun, n == 1 ? "" : "s");
    }

    /** {@code 16 GiB}. */
    static String bytes(double bytes) {
        var gib = bytes / (1L << 30);
        return String.format(Locale.ROOT, gib < 10 ? "%.1f GiB" : "%.0f GiB", gib);
    }

    /** {@code 8}, {@code 1.5} or {@code 10,000}. */
    static String number(double value) {
        return value == Math.rint(value)
                ? String.format(Locale.ROOT, "%,d", (long) value)
                : String.format(Locale.ROOT, "%.1f", value);
    }

    /** {@code 42 s}, {@code 3 min}, {@code 2 h}. */
    static String seconds(@Nullable Long seconds) {
        return seconds == null ? "–" : Spans.words(seconds);
    }

    static String between(Instant from, Instant to) {
        return seconds(Math.max(0, Duration.between(from, to).toSeconds()));
    }

    /** An instant in UTC, which the page's script rewrites into the reader's own zone. */
    static RawString time(Instant at) {
        return element(at, "");
    }

    /** The same, which the page's script counts: {@code 12 s ago}. */
    static RawString ago(Instant at) {
        return element(at, " data-ago");
    }

    /** The same for a moment to come: {@code in 4 min}. */
    static RawString until(Instant at) {
        return element(at, " data-until");
    }

    private static RawString element(Instant at, String kind) {
        return new RawString("<time datetime=\"" + at.truncatedTo(ChronoUnit.SECONDS) + "\"" + kind + ">"
                + TIME.format(at) + " UTC</time>");
    }
}
