package dev.sluice.trace;

import dev.sluice.fleet.FrameworkId;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.jspecify.annotations.Nullable;

/**
 * Reads a trace: CSV with the columns {@code seconds,framework,demand_nodes}, packed by gzip if its name ends in
 * {@code .gz}. Rows are sorted by time, every framework has one at each time, and times are equally far apart.
 */
public final class TraceReader {

    private static final List<String> COLUMNS = List.of("seconds", "framework", "demand_nodes");
    private static final int MOST_FRAMEWORKS = 1000;
    private static final double MOST_NODES = 1e7;

    private final String file;
    private final Map<String, Integer> frameworks = new LinkedHashMap<>();
    private final List<double[]> rows = new ArrayList<>();
    private long start;
    private long time;
    private long step;
    private int line;
    private double @Nullable [] row;
    private int filled;

    private TraceReader(String file) {
        this.file = file;
    }

    /** @throws BadInput naming line, column and rule */
    public static Trace read(Path path) {
        String name = path.toString();
        try (InputStream raw = Files.newInputStream(path);
                InputStream plain = name.endsWith(".gz") ? new GZIPInputStream(raw, 1 << 16) : raw;
                BufferedReader lines = new BufferedReader(new InputStreamReader(plain, StandardCharsets.UTF_8))) {
            return new TraceReader(String.valueOf(path.getFileName())).read(lines);
        } catch (IOException e) {
            throw new BadInput("The trace " + path + " cannot be read (" + e.getMessage()
                    + "); it must be a readable CSV file, packed by gzip if its name ends in .gz.");
        }
    }

    /**
     * Reads what is no file of its own.
     *
     * @param name to call it in errors
     * @throws BadInput naming line, column and rule
     */
    public static Trace read(String name, String csv) {
        try (BufferedReader lines = new BufferedReader(new StringReader(csv))) {
            return new TraceReader(name).read(lines);
        } catch (IOException e) {
            throw new IllegalStateException("text in memory can be read", e);
        }
    }

    private Trace read(BufferedReader lines) throws IOException {
        line = 1;
        String head = lines.readLine();
        if (head == null || !Arrays.asList(head.strip().split(",", -1)).equals(COLUMNS)) {
            throw bad("header", "must be " + String.join(",", COLUMNS));
        }
        for (String text = lines.readLine(); text != null; text = lines.readLine()) {
            line++;
            if (!text.isBlank()) {
                take(text.strip().split(",", -1));
            }
        }
        close();
        if (rows.size() < 2) {
            throw bad("seconds", "a trace needs rows at two times at least");
        }
        List<FrameworkId> ids =
                frameworks.keySet().stream().map(FrameworkId::new).toList();
        return new Trace(ids, start, (int) step, rows.toArray(double[][]::new));
    }

    private void take(String[] cells) {
        if (cells.length != COLUMNS.size()) {
            throw bad("row", "must have 3 cells as in 60,spark,12.5, and has " + cells.length);
        }
        long seconds = seconds(cells[0]);
        double demand = demand(cells[2]);
        if (row == null) {
            start = seconds;
            time = seconds;
            row = new double[MOST_FRAMEWORKS];
            Arrays.fill(row, -1);
        } else if (seconds != time) {
            next(seconds);
        }
        int framework = framework(cells[1]);
        double[] current = row;
        if (current[framework] >= 0) {
            throw bad("framework", "'" + cells[1] + "' already has a row at " + seconds + " s");
        }
        current[framework] = demand;
        filled++;
    }

    private void next(long seconds) {
        if (seconds < time) {
            throw bad("seconds", "rows must be sorted by time, and " + seconds + " comes after " + time);
        }
        long since = seconds - time;
        if (rows.isEmpty()) {
            step = since;
            if (step > 86_400) {
                throw bad("seconds", "rows must be a day apart at most, and these are " + step + " s apart");
            }
        } else if (since != step) {
            throw bad(
                    "seconds",
                    "times must be " + step + " s apart without a gap, and " + seconds + " comes " + since
                            + " s after the one before");
        }
        close();
        time = seconds;
    }

    private void close() {
        double[] current = row;
        if (current == null) {
            return;
        }
        if (filled != frameworks.size()) {
            String missing = frameworks.entrySet().stream()
                    .filter(e -> current[e.getValue()] < 0)
                    .map(Map.Entry::getKey)
                    .findFirst()
                    .orElse("");
            throw bad(
                    "framework",
                    "'" + missing + "' has no row at " + time + " s; each framework needs one at each time");
        }
        rows.add(Arrays.copyOf(current, frameworks.size()));
        Arrays.fill(current, -1);
        filled = 0;
    }

    private int framework(String id) {
        Integer known = frameworks.get(id);
        if (known != null) {
            return known;
        }
        if (!rows.isEmpty()) {
            throw bad("framework", "'" + id + "' has no row at " + start + " s; each framework needs one at each time");
        }
        if (frameworks.size() == MOST_FRAMEWORKS) {
            throw bad("framework", "there may be at most " + MOST_FRAMEWORKS);
        }
        try {
            frameworks.put(new FrameworkId(id).value(), frameworks.size());
        } catch (IllegalArgumentException e) {
            throw bad("framework", String.valueOf(e.getMessage()));
        }
        return frameworks.size() - 1;
    }

    private long seconds(String text) {
        try {
            long seconds = Long.parseLong(text);
            if (seconds >= 0 && seconds <= 100_000_000_000L) {
                return seconds;
            }
        } catch (NumberFormatException e) {
            throw bad("seconds", "'" + text + "' must be a whole number of seconds, 0 or more");
        }
        throw bad("seconds", "'" + text + "' must be a whole number of seconds, 0 or more");
    }

    private double demand(String text) {
        try {
            double demand = Double.parseDouble(text);
            if (demand >= 0 && demand <= MOST_NODES) {
                return demand;
            }
        } catch (NumberFormatException e) {
            throw bad("demand_nodes", "'" + text + "' must be a number of nodes, 0 or more");
        }
        throw bad("demand_nodes", "'" + text + "' must be a number of nodes, 0 or more");
    }

    private BadInput bad(String key, String rule) {
        return BadInput.at(file, line, key, rule);
    }
}
