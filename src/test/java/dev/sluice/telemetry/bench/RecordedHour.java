package dev.sluice.telemetry.bench;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/** An hour of a real node_exporter, read every 15 seconds: its series in the order of its page, and what each said. */
public record RecordedHour(List<Recorded> series, int pages) {

    private static final Pattern LABEL = Pattern.compile("([a-zA-Z_]+)=\"((?:[^\"\\\\]|\\\\.)*)\"");

    /**
     * One series.
     *
     * @param labels name, value, name, value, by name, with {@code __name__} first and without empty ones
     * @param values one for each page
     */
    public record Recorded(List<String> labels, double[] values) {
        public String name() {
            return labels.get(1);
        }
    }

    public static RecordedHour read() {
        List<Recorded> series = new ArrayList<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                new GZIPInputStream(Objects.requireNonNull(
                        RecordedHour.class.getResourceAsStream("/telemetry/node-exporter-hour.txt.gz"))),
                StandardCharsets.UTF_8))) {
            lines.lines()
                    .filter(l -> !l.startsWith("#"))
                    .map(RecordedHour::series)
                    .forEach(series::add);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RecordedHour(List.copyOf(series), series.getFirst().values().length);
    }

    private static Recorded series(String line) {
        int brace = line.indexOf('{');
        int blank = line.indexOf(' ');
        boolean labelled = brace >= 0 && brace < blank;
        int nameEnd = labelled ? brace : blank;
        int labelsEnd = labelled ? line.lastIndexOf("} ") + 1 : nameEnd;
        List<String> labels = new ArrayList<>(List.of("__name__", line.substring(0, nameEnd)));
        Matcher label = LABEL.matcher(line.substring(nameEnd, labelsEnd));
        while (label.find()) {
            if (!label.group(2).isEmpty()) {
                labels.add(label.group(1));
                labels.add(label.group(2));
            }
        }
        String[] texts = line.substring(labelsEnd + 1).split(" ", -1);
        double[] values = new double[texts.length];
        for (int i = 0; i < texts.length; i++) {
            values[i] = texts[i].equals(".") ? values[i - 1] : Double.parseDouble(texts[i]);
        }
        return new Recorded(List.copyOf(labels), values);
    }
}
