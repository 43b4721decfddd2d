package dev.sluice.replay;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.trace.Trace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** What a replay found, as text and as JSON. */
record Report(Trace trace, int fleet, int moveSeconds, Replay.Result sluice, Map<String, Tally> baselines) {

    static Report of(Trace trace, Policy policy, int fleet, int moveSeconds) {
        int[] first = policy.firstShares(fleet);
        Baselines simple = new Baselines(trace, first, moveSeconds);
        Map<String, Tally> baselines = new LinkedHashMap<>();
        baselines.put("static", simple.fixed());
        baselines.put("hpa", simple.hpa());
        baselines.put("foresight", simple.foresight());
        return new Report(trace, fleet, moveSeconds, Replay.run(trace, policy, first, moveSeconds), baselines);
    }

    private double unavoidable() {
        return trace.unavoidable(fleet);
    }

    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(text(
                "%s · %.1f days in rows of %d s · fleet of %d nodes · a move takes %d s",
                String.join(
                        ", ", trace.frameworks().stream().map(Object::toString).toList()),
                trace.rows() * (double) trace.step() / 86_400,
                trace.step(),
                fleet,
                moveSeconds));
        lines.add("");
        lines.add(text(
                "%-12s %14s %14s %14s %7s   %s",
                "NODE-MINUTES", "OVERLOAD", "AVOIDABLE", "IDLE", "MOVES", "WORST MINUTE"));
        row(lines, "sluice", sluice.tally());
        baselines.forEach((name, tally) -> row(lines, name, tally));
        lines.add(text("%-12s %14s", "unavoidable", amount(unavoidable())));
        lines.add("");
        lines.add(text(
                "%,d decisions, %,.0f a second; %d operations",
                sluice.decisions(), sluice.decisionsPerSecond(), sluice.steps().size()));
        return lines;
    }

    private void row(List<String> lines, String name, Tally tally) {
        lines.add(text(
                "%-12s %14s %14s %14s %7d   %s",
                name,
                amount(tally.overloadNodeMinutes()),
                amount(tally.overloadNodeMinutes() - unavoidable()),
                amount(tally.idleNodeMinutes()),
                tally.moves(),
                tally.worstOverload() > 0
                        ? text("%s, %.0f nodes", at(tally.worstMinute()), tally.worstOverload())
                        : "none"));
    }

    /** Day and time of day since the beginning. */
    private String at(int row) {
        long minutes = (long) row * trace.step() / 60;
        return text("day %d %02d:%02d", minutes / 1440 + 1, minutes / 60 % 24, minutes % 60);
    }

    private static String amount(double nodeMinutes) {
        return text("%,.0f", nodeMinutes);
    }

    private static String text(String format, Object... values) {
        return String.format(Locale.ROOT, format, values);
    }

    void write(Path file) throws IOException {
        ObjectMapper json = new ObjectMapper().enable(SerializationFeature.INDENT_OUTPUT);
        Files.writeString(file, json.writeValueAsString(json(json)) + "\n");
    }

    private ObjectNode json(ObjectMapper mapper) {
        ObjectNode json = mapper.createObjectNode()
                .put("fleet", fleet)
                .put("moveSeconds", moveSeconds)
                .put("rows", trace.rows())
                .put("stepSeconds", trace.step())
                .put("unavoidable", rounded(unavoidable()))
                .put("decisions", sluice.decisions())
                .put("decisionsPerSecond", rounded(sluice.decisionsPerSecond()));
        json.set("sluice", json(mapper, sluice.tally()));
        baselines.forEach((name, tally) -> json.set(name, json(mapper, tally)));
        var operations = json.putArray("operations");
        for (Replay.Step step : sluice.steps()) {
            operations
                    .addObject()
                    .put("seconds", step.at().getEpochSecond())
                    .put("from", step.suggestion().from().map(Object::toString).orElse(null))
                    .put("to", step.suggestion().to().value())
                    .put("nodes", step.suggestion().nodes().size())
                    .put("reason", step.suggestion().reason());
        }
        return json;
    }

    private ObjectNode json(ObjectMapper mapper, Tally tally) {
        Instant worst = Instant.ofEpochSecond(trace.start() + (long) tally.worstMinute() * trace.step());
        return mapper.createObjectNode()
                .put("overloadNodeMinutes", rounded(tally.overloadNodeMinutes()))
                .put("avoidableNodeMinutes", rounded(tally.overloadNodeMinutes() - unavoidable()))
                .put("idleNodeMinutes", rounded(tally.idleNodeMinutes()))
                .put("moves", tally.moves())
                .put("worstSecond", worst.getEpochSecond())
                .put("worstOverloadNodes", rounded(tally.worstOverload()));
    }

    private static double rounded(double value) {
        return Math.round(value * 1000) / 1000.0;
    }
}
