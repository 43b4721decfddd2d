package dev.sluice.driver.sim;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A demand as a sum of terms, for example {@code 500 + wave(80, 10m) + burst(200, 3m, 20m, 0.5) + noise(10)}.
 *
 * <ul>
 *   <li>{@code 500}: so many nodes' worth, always;
 *   <li>{@code wave(height, period[, phase])}: a sine; a phase of 0.25 begins at its crest;
 *   <li>{@code burst(height, length, period[, phase])}: so much more for {@code length} of each period;
 *   <li>{@code noise(height)}: every ten seconds another number from -height to height.
 * </ul>
 *
 * <p>A phase is the share of its period that is over at the beginning. Less than nothing counts as nothing.
 */
final class SimFormula implements SimDemand {

    static final String RULE =
            "must be terms joined by +, each a number of nodes, wave(height, period[, phase]), burst(height, length,"
                    + " period[, phase]) or noise(height), as in 500 + wave(80, 10m)";

    private static final Pattern TERM = Pattern.compile("\\s*([a-z]+)\\s*\\(([^()]*)\\)\\s*");
    private static final Pattern SHORT = Pattern.compile("[0-9]+[smhd]");
    private static final long NOISE_SECONDS = 10;

    private final Instant begin;
    private final List<Term> terms;

    private SimFormula(Instant begin, List<Term> terms) {
        this.begin = begin;
        this.terms = terms;
    }

    private interface Term {
        double at(double seconds);
    }

    /** @throws IllegalArgumentException when the text is no formula */
    static SimFormula parse(String text, Instant begin) {
        List<Term> terms = new ArrayList<>();
        for (String part : text.split("\\+", -1)) {
            terms.add(term(part));
        }
        return new SimFormula(begin, terms);
    }

    @Override
    public double at(Instant now) {
        double seconds = Duration.between(begin, now).toMillis() / 1000.0;
        return Math.max(0, terms.stream().mapToDouble(term -> term.at(seconds)).sum());
    }

    private static Term term(String text) {
        Matcher call = TERM.matcher(text);
        if (!call.matches()) {
            double height = number(text);
            return seconds -> height;
        }
        List<String> words =
                Arrays.stream(call.group(2).split(",", -1)).map(String::strip).toList();
        return switch (call.group(1) + words.size()) {
            case "wave2", "wave3" -> wave(number(words.get(0)), seconds(words.get(1)), phase(words, 2));
            case "burst3", "burst4" ->
                burst(number(words.get(0)), seconds(words.get(1)), seconds(words.get(2)), phase(words, 3));
            case "noise1" -> noise(number(words.get(0)));
            default -> throw new IllegalArgumentException(text.strip());
        };
    }

    private static Term wave(double height, double period, double phase) {
        return seconds -> height * Math.sin(2 * Math.PI * (seconds / period + phase));
    }

    private static Term burst(double height, double length, double period, double phase) {
        return seconds -> {
            double turns = seconds / period + phase;
            return (turns - Math.floor(turns)) * period < length ? height : 0;
        };
    }

    private static Term noise(double height) {
        long seed = Double.doubleToLongBits(height);
        return seconds ->
                height * (2 * SimChance.of(seed + Math.floorDiv((long) Math.floor(seconds), NOISE_SECONDS)) - 1);
    }

    private static double number(String text) {
        double number = Double.parseDouble(text.strip());
        if (!(number >= 0 && number <= 1e7)) {
            throw new IllegalArgumentException(text.strip());
        }
        return number;
    }

    private static double phase(List<String> words, int place) {
        double phase = words.size() > place ? number(words.get(place)) : 0;
        if (phase > 1) {
            throw new IllegalArgumentException(words.get(place));
        }
        return phase;
    }

    private static double seconds(String text) {
        if (!SHORT.matcher(text).matches()) {
            throw new IllegalArgumentException(text);
        }
        try {
            Duration duration = Duration.parse((text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT));
            if (duration.isZero()) {
                throw new IllegalArgumentException(text);
            }
            return duration.toSeconds();
        } catch (DateTimeParseException tooLong) {
            throw new IllegalArgumentException(text, tooLong);
        }
    }
}
