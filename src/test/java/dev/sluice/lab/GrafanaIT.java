package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.grafana.GrafanaFiles;
import dev.sluice.grafana.GrafanaFiles.Query;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * Every query under {@code grafana/} in a real Prometheus, which scrapes a server that has just moved nodes between a real
 * Spark and a real YARN.
 */
@Tag("grafana")
class GrafanaIT {

    /** What a healthy lab has none of; everything else is there with 0 when there is none. */
    private static final Set<String> MAY_BE_EMPTY = Set.of(
            // Counted by what came of them, and nothing failed.
            "sluice-health: Failed driver calls",
            // No alert fires.
            "sluice-fleet: annotation Alerts",
            "sluice-framework: annotation Alerts",
            "sluice-health: annotation Alerts",
            "sluice-moves: annotation Alerts");

    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path PROMTOOL = Path.of("/usr/bin/promtool");
    private static final Path TABLE = Path.of("target", "grafana-check.txt");
    private static final Duration PATIENCE = Duration.ofSeconds(120);

    @Test
    void promtoolTakesTheRules() throws Exception {
        present(PROMTOOL);

        assertThat(run(PROMTOOL.toString(), "check", "rules", GrafanaFiles.RULES.toString()))
                .isZero();
        assertThat(run(
                        PROMTOOL.toString(),
                        "test",
                        "rules",
                        GrafanaFiles.FOLDER
                                .resolve("prometheus/sluice.rules.test.yaml")
                                .toString()))
                .isZero();
    }

    @Test
    void everyQueryReturnsData(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) throws Exception {
        present(PROMETHEUS);
        try (Lab lab = Lab.start(dir);
                LabFleet fleet = LabFleet.start(
                        lab,
                        DemoNode.fleet(4),
                        Map.of(
                                "sluice.security.metrics-token-file",
                                dir.resolve("metrics-token").toString()))) {
            // Given a server that is scraped
            lab.spark().awaitWorkers(2);
            lab.yarn().awaitNodes(2);
            int port = List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 1)).getFirst();
            String url = "http://" + LabPorts.LOOPBACK + ":" + port;
            lab.run(prometheus(dir, fleet.api().url(), port));
            within("Prometheus to scrape Sluice", () -> value(url, "sluice_leader{job=\"sluice\"} == 1"));

            // When nodes go there and back, so that what is measured of moves is there
            String node = fleet.await("a node of YARN that is ready", status -> StreamSupport.stream(
                                    status.path("nodes").spliterator(), false)
                            .filter(n -> n.path("owner").asText().equals("yarn")
                                    && n.path("agent").asText().equals("CONNECTED"))
                            .findFirst())
                    .path("id")
                    .asText();
            fleet.awaitDone(fleet.move("yarn", "spark", List.of(node), "to measure a move"));
            fleet.assertServes(node, "spark");
            within(
                    "the first drain to be counted",
                    () -> value(url, "sluice_drain_seconds_count{framework=\"yarn\"} > 0"));
            fleet.awaitDone(fleet.move("spark", "yarn", List.of(node), "to measure the way back"));
            fleet.assertServes(node, "yarn");
            fleet.awaitDone(fleet.move("yarn", "spark", List.of(node), "to see a second one"));

            // Then
            Map<String, String> empty = new TreeMap<>();
            List<Query> queries = GrafanaFiles.queries();
            within(
                    "every query to return data",
                    () -> {
                        empty.clear();
                        queries.stream()
                                .filter(q -> !MAY_BE_EMPTY.contains(q.where()) && !value(url, q.expression()))
                                .forEach(q -> empty.put(q.where(), q.expression()));
                        return empty.isEmpty();
                    },
                    () -> "without data: " + empty);
            Files.writeString(TABLE, table(url, queries));

            // And
            Set<String> declared = new TreeSet<>();
            LabHttp.get(url + "/api/v1/label/__name__/values")
                    .path("data")
                    .forEach(name -> declared.add(name.asText()));
            assertThat(queries.stream().flatMap(q -> q.metrics().stream()).distinct())
                    .isNotEmpty()
                    .allMatch(declared::contains, "is a metric of Sluice");
            JsonNode target = LabHttp.get(url + "/api/v1/targets").at("/data/activeTargets/0");
            assertThat(target.path("lastError").asText()).isEmpty();
        }
        assertThat(LabSweep.sweep(dir)).as("processes left behind").isZero();
    }

    private static LabCommand prometheus(Path dir, String sluice, int port) throws Exception {
        Path token = dir.resolve("metrics-token");
        Path config = dir.resolve("prometheus.yaml");
        Files.writeString(
                config, """
                global:
                  scrape_interval: 1s
                  evaluation_interval: 2s
                rule_files: ["%s"]
                scrape_configs:
                  - job_name: sluice
                    authorization:
                      credentials_file: %s
                    static_configs:
                      - targets: ["%s"]
                """.formatted(GrafanaFiles.RULES.toAbsolutePath(), token, sluice.replace("http://", "")));
        return new LabCommand(
                "prometheus",
                List.of(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + dir.resolve("tsdb"),
                        "--web.listen-address=" + LabPorts.LOOPBACK + ":" + port),
                Map.of());
    }

    /** Whether the query has a value now; NaN is none. */
    private static boolean value(String url, String expression) {
        return values(url, expression).stream().anyMatch(v -> !Double.isNaN(v));
    }

    private static Collection<Double> values(String url, String expression) {
        List<Double> values = new ArrayList<>();
        try {
            JsonNode answer =
                    LabHttp.get(url + "/api/v1/query?query=" + URLEncoder.encode(expression, StandardCharsets.UTF_8));
            assertThat(answer.path("status").asText())
                    .as("%s: %s", expression, answer.path("error").asText())
                    .isEqualTo("success");
            answer.at("/data/result").forEach(r -> {
                String value = r.path("value").path(1).asText();
                values.add(value.equals("+Inf") ? Double.POSITIVE_INFINITY : Double.parseDouble(value));
            });
        } catch (LabException notUp) {
            return List.of();
        }
        return values;
    }

    private static String table(String url, List<Query> queries) {
        StringBuilder table = new StringBuilder("%-64s %6s  %s%n".formatted("QUERY", "SERIES", "FIRST VALUE"));
        for (Query query : queries) {
            Collection<Double> values = values(url, query.expression());
            table.append("%-64s %6d  %s%n"
                    .formatted(
                            query.where(),
                            values.size(),
                            values.stream()
                                    .filter(v -> !Double.isNaN(v))
                                    .findFirst()
                                    .map("%.4g"::formatted)
                                    .orElse("none, which may be")));
        }
        return table.append("%d queries%n".formatted(queries.size())).toString();
    }

    private static void within(String what, BooleanSupplier holds) {
        within(what, holds, () -> "");
    }

    private static void within(String what, BooleanSupplier holds, Supplier<String> state) {
        Instant giveUp = Instant.now().plus(PATIENCE);
        while (!holds.getAsBoolean()) {
            assertThat(Instant.now())
                    .as(() -> "waited " + PATIENCE + " for " + what + " " + state.get())
                    .isBefore(giveUp);
            Pauses.pause(Duration.ofSeconds(1));
        }
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(
                        Path.of("target", "promtool.log").toFile()))
                .start()
                .waitFor();
    }

    private static void present(Path program) {
        if (System.getenv("CI") != null) {
            assertThat(program).as("CI must have the real peer").exists();
        }
        assumeTrue(Files.isExecutable(program), () -> program + " is not on this machine");
    }
}
