package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.Predicate;
import java.util.function.Supplier;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.CleanupMode;
import org.junit.jupiter.api.io.TempDir;

/**
 * From a rule of a real Prometheus by two real Alertmanagers, which do not know of each other, to a node that serves elsewhere; and
 * what alerts do to the packaged server when they are many, or when its database dies.
 */
@Tag("alerts")
class AlertsIT {

    private static final Path PROMETHEUS = Path.of("/usr/bin/prometheus");
    private static final Path ALERTMANAGER = Path.of("/usr/bin/prometheus-alertmanager");
    private static final int SENDERS = 4;
    private static final Path TIMELINE = Path.of("target", "alerts-timeline.txt");
    private static final String RULE = """
            groups:
              - name: lab
                interval: 1s
                rules:
                  - alert: SparkFull
                    expr: 'sluice_pressure{framework="spark"} > 0.9'
                    for: 2s
            """;

    @Test
    void aRuleMovesOneNodeAndNeverASecond(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir) throws Exception {
        present(PROMETHEUS);
        present(ALERTMANAGER);
        try (Lab lab = Lab.start(dir);
                LabFleet fleet = LabFleet.start(lab, DemoNode.fleet(4), settings(dir))) {
            lab.spark().awaitWorkers(2);
            lab.yarn().awaitNodes(2);
            List<Integer> ports = List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 3));
            List<String> twins = List.of(url(ports.get(0)), url(ports.get(1)));
            for (int i = 0; i < twins.size(); i++) {
                lab.run(alertmanager(dir, fleet.api(), "alertmanager-" + i, ports.get(i)));
            }
            lab.run(prometheus(dir, fleet.api().url(), twins, ports.get(2)));
            String prometheus = url(ports.get(2));
            LabFleet.await("Prometheus to scrape Sluice", () -> !ask(prometheus + "/api/v1/query?query=sluice_leader")
                    .map(a -> a.at("/data/result").isEmpty())
                    .orElse(true));
            Map<String, Instant> times = new TreeMap<>();

            // When Spark gets as much work as it can take, which is just right, and no more
            Instant began = Instant.now();
            LabProcess job = lab.run(new SparkJob("crunch", 4, 60, 2, 0).on(lab));
            times.put("0 load given to Spark", began);
            LabFleet.await("the rule to fire", () -> ask(prometheus + "/api/v1/alerts")
                    .filter(a -> a.at("/data/alerts/0/state").asText().equals("firing"))
                    .isPresent());
            times.put("1 rule fires in Prometheus", Instant.now());
            JsonNode hinted =
                    awaitAlert(fleet, "a hint", e -> e.path("verdict").asText().equals("HINTED"));
            times.put(
                    "2 posted by Alertmanager",
                    Instant.parse(hinted.path("firstSeen").asText()));
            times.put("3 hint in effect", Instant.parse(hinted.at("/hint/from").asText()));
            assertThat(hinted.at("/hint/baseline").asInt()).isEqualTo(2);
            assertThat(hinted.at("/hint/nodes").asInt()).isEqualTo(3);

            // Then Sluice suggests one node, and moves it by itself
            JsonNode suggestion = await("a suggestion", () -> all(fleet, "/api/suggestions?all=true").stream()
                    .findFirst());
            times.put(
                    "4 suggestion made",
                    Instant.parse(suggestion.path("createdAt").asText()));
            assertThat(suggestion.path("reason").asText()).contains("alerts of policy full ask for 3 nodes");
            assertThat(suggestion.path("nodes")).hasSize(1);
            fleet.awaitDone("op-1");
            times.put("5 node serves in Spark", Instant.now());
            fleet.assertServes(suggestion.path("nodes").get(0).asText(), "spark");

            // When it has been repeated, by both, and is resolved
            job.tell("stop");
            JsonNode lifted =
                    awaitAlert(fleet, "the end", e -> e.path("verdict").asText().equals("LIFTED"));
            times.put(
                    "6 resolved, hint lifted",
                    Instant.parse(lifted.at("/hint/until").asText()));

            // Then it was one episode, seen often, and nothing has moved twice
            assertThat(all(fleet, "/api/alerts").getFirst().path("id")).isEqualTo(hinted.path("id"));
            assertThat(lifted.path("seen").asInt()).isGreaterThanOrEqualTo(4);
            assertThat(lifted.path("suggestions")).hasSize(1);
            assertThat(all(fleet, "/api/operations")).hasSize(1);
            tell(times, began, "seen in " + lifted.path("seen") + " notifications of two Alertmanagers; 1 operation");
        }
        assertThat(LabSweep.sweep(dir)).as("processes left behind").isZero();
    }

    @Test
    void tenThousandAlertsAndADeadDatabaseLoseNothing(@TempDir(cleanup = CleanupMode.ON_SUCCESS) Path dir)
            throws Exception {
        try (Lab lab = Lab.start(dir);
                LabFleet fleet = LabFleet.start(lab, List.of(), Map.of())) {
            // Given
            SluiceApi api = fleet.api();
            String token = token(dir);
            assertThat(send(api, token, "warm-up")).isEqualTo(202);
            // When 10,000 notifications come within a minute, each of 2,000 alerts five times
            long before = memory(fleet);
            List<Long> micros = Collections.synchronizedList(new ArrayList<>());
            Instant began = Instant.now();
            try (ExecutorService senders = Executors.newFixedThreadPool(SENDERS)) {
                List<Callable<Boolean>> all = IntStream.range(0, 10_000)
                        .<Callable<Boolean>>mapToObj(i -> () -> {
                            long start = System.nanoTime();
                            assertThat(send(api, token, "many-" + i % 2_000)).isEqualTo(202);
                            return micros.add((System.nanoTime() - start) / 1_000);
                        })
                        .toList();
                for (Future<Boolean> sent : senders.invokeAll(all)) {
                    sent.get();
                }
            }
            Duration took = Duration.between(began, Instant.now());
            // Then they are episodes, and the storm is said
            LabFleet.await("each alert to be one episode, seen five times", () -> {
                List<JsonNode> many = episodes(api, "many-");
                return many.size() == 2_000
                        && many.stream()
                                .allMatch(e -> e.path("seen").asInt() == 5
                                        && !e.path("verdict").asText().equals("NEW"));
            });
            assertThat(ask(api, "/api/alerts?limit=1").at("/storm/sentence").asText())
                    .contains("nothing is done without approval");
            micros.sort(null);
            say(
                    "10,000 notifications of four senders in %.1f s; answered in %.1f ms (median), %.1f ms (p99), %.1f ms (largest); memory %d MiB before, %d after"
                            .formatted(
                                    took.toMillis() / 1e3,
                                    micros.get(5_000) / 1e3,
                                    micros.get(9_900) / 1e3,
                                    micros.getLast() / 1e3,
                                    before,
                                    memory(fleet)));

            // When the database dies while alerts come
            int acknowledged = 0;
            int putOff = 0;
            for (int i = 0; i < 200; i++) {
                if (i == 50) {
                    killDatabase(dir);
                }
                int status = send(api, token, "away-" + i);
                while (status == 503) {
                    putOff++;
                    Pauses.pause(Duration.ofMillis(200));
                    status = send(api, token, "away-" + i);
                }
                assertThat(status).isEqualTo(202);
                acknowledged++;
            }
            // Then each that was acknowledged is there
            int expected = acknowledged;
            LabFleet.await(
                    "every acknowledged alert", () -> episodes(api, "away-").size() == expected);
            assertThat(putOff).as("answers 503 while the database was away").isPositive();
            say("database killed among 200 notifications: %d answers 503, then all acknowledged ones are there"
                    .formatted(putOff));
        }
        assertThat(LabSweep.sweep(dir)).as("processes left behind").isZero();
    }

    // --- what runs

    private static Map<String, String> settings(Path dir) {
        Map<String, String> settings = new TreeMap<>();
        settings.put(
                "sluice.security.metrics-token-file",
                dir.resolve("metrics-token").toString());
        settings.put("sluice.frameworks.spark.policy.mode", "auto");
        settings.put("sluice.frameworks.yarn.policy.mode", "auto");
        settings.put("sluice.planning.revalidate-after", "5s");
        settings.put("sluice.alerting.policies.full.match.alertname", "SparkFull");
        settings.put("sluice.alerting.policies.full.framework", "spark");
        settings.put("sluice.alerting.policies.full.action", "raise");
        settings.put("sluice.alerting.policies.full.raise", "1.5");
        return settings;
    }

    private static LabCommand prometheus(Path dir, String sluice, List<String> alertmanagers, int port)
            throws IOException {
        Path rules = Files.writeString(dir.resolve("rules.yaml"), RULE);
        Path config = Files.writeString(dir.resolve("prometheus.yaml"), """
                global: {scrape_interval: 1s, evaluation_interval: 1s}
                rule_files: ["%s"]
                alerting:
                  alertmanagers: [{static_configs: [{targets: ["%s"]}]}]
                scrape_configs:
                  - job_name: sluice
                    authorization: {credentials_file: "%s"}
                    static_configs: [{targets: ["%s"]}]
                """.formatted(
                        rules,
                        String.join(
                                "\", \"",
                                alertmanagers.stream().map(AlertsIT::authority).toList()),
                        dir.resolve("metrics-token"),
                        authority(sluice)));
        return new LabCommand(
                "prometheus",
                List.of(
                        PROMETHEUS.toString(),
                        "--config.file=" + config,
                        "--storage.tsdb.path=" + dir.resolve("tsdb"),
                        "--web.listen-address=" + LabPorts.LOOPBACK + ":" + port),
                Map.of());
    }

    /** Repeats every five seconds, and is told of no other. */
    private static LabCommand alertmanager(Path dir, SluiceApi sluice, String name, int port) throws IOException {
        Path token = Files.writeString(dir.resolve("sender-token"), token(dir));
        Path config = Files.writeString(dir.resolve(name + ".yaml"), """
                route: {receiver: sluice, group_by: [alertname], group_wait: 1s, group_interval: 5s, repeat_interval: 5s}
                receivers:
                  - name: sluice
                    webhook_configs:
                      - url: "%s/api/alerts/alertmanager"
                        http_config: {authorization: {credentials_file: "%s"}}
                """.formatted(sluice.url(), token));
        return new LabCommand(
                name,
                List.of(
                        ALERTMANAGER.toString(),
                        "--config.file=" + config,
                        "--storage.path=" + dir.resolve(name),
                        "--cluster.listen-address=",
                        "--web.listen-address=" + LabPorts.LOOPBACK + ":" + port),
                Map.of());
    }

    private static void killDatabase(Path dir) throws IOException {
        try (var files = Files.walk(dir.resolve("data"))) {
            Path pidFile = files.filter(f -> f.getFileName().toString().equals("postmaster.pid"))
                    .findFirst()
                    .orElseThrow();
            long pid = Long.parseLong(Files.readAllLines(pidFile).getFirst().strip());
            assertThat(ProcessHandle.of(pid).orElseThrow().destroyForcibly()).isTrue();
        }
    }

    /** Resident memory of the server, in MiB. */
    private static long memory(LabFleet fleet) throws IOException {
        return Files.readAllLines(Path.of("/proc/" + fleet.serverPid() + "/status")).stream()
                .filter(line -> line.startsWith("VmRSS:"))
                .map(line -> Long.parseLong(line.replaceAll("[^0-9]", "")) / 1024)
                .findFirst()
                .orElseThrow();
    }

    // --- what is asked and sent

    private static int send(SluiceApi api, String token, String fingerprint) throws Exception {
        String alert = """
                {"status":"firing","labels":{"alertname":"Many"},"annotations":{"summary":"one of many"},
                 "startsAt":"2026-11-25T10:00:00Z","endsAt":"0001-01-01T00:00:00Z","fingerprint":"%s"}""".formatted(fingerprint);
        String body = "{\"version\":\"4\",\"alerts\":[" + alert + "]}";
        HttpResponse<String> answer =
                LabHttp.send(HttpRequest.newBuilder(URI.create(api.url() + "/api/alerts/alertmanager"))
                        .header("Authorization", "Bearer " + token)
                        .header("Content-Type", "application/json")
                        .POST(HttpRequest.BodyPublishers.ofString(body))
                        .build());
        if (answer.statusCode() == 503) {
            assertThat(answer.headers().firstValue("Retry-After"))
                    .as("Retry-After")
                    .isPresent();
        }
        return answer.statusCode();
    }

    private static String token(Path dir) throws IOException {
        return LabHttp.JSON
                .readTree(Files.readString(dir.resolve("context.json")))
                .path("token")
                .asText();
    }

    private static JsonNode awaitAlert(LabFleet fleet, String what, Predicate<JsonNode> holds) {
        return await(what, () -> all(fleet, "/api/alerts").stream()
                .filter(e -> e.path("name").asText().equals("SparkFull") && holds.test(e))
                .findFirst());
    }

    private static JsonNode await(String what, Supplier<Optional<JsonNode>> found) {
        List<JsonNode> seen = new ArrayList<>();
        LabFleet.await(what, () -> {
            found.get().ifPresent(seen::add);
            return !seen.isEmpty();
        });
        return seen.getFirst();
    }

    private static List<JsonNode> all(LabFleet fleet, String path) {
        JsonNode answer = ask(fleet.api(), path);
        JsonNode list = answer.has("episodes") ? answer.path("episodes") : answer;
        return StreamSupport.stream(list.spliterator(), false).toList();
    }

    /** All whose fingerprint begins like that, page by page. */
    private static List<JsonNode> episodes(SluiceApi api, String prefix) {
        List<JsonNode> found = new ArrayList<>();
        long before = Long.MAX_VALUE;
        while (true) {
            JsonNode page = ask(api, "/api/alerts?limit=500&before=" + before).path("episodes");
            if (page.isEmpty()) {
                return found;
            }
            for (JsonNode episode : page) {
                before = episode.path("id").asLong();
                if (episode.path("fingerprint").asText().startsWith(prefix)) {
                    found.add(episode);
                }
            }
        }
    }

    private static JsonNode ask(SluiceApi api, String path) {
        return api.get(path).orElseGet(LabHttp.JSON::createArrayNode);
    }

    private static Optional<JsonNode> ask(String url) {
        try {
            return Optional.of(LabHttp.get(url));
        } catch (LabException notUp) {
            return Optional.empty();
        }
    }

    private static String url(int port) {
        return "http://" + LabPorts.LOOPBACK + ":" + port;
    }

    private static String authority(String url) {
        return url.replace("http://", "");
    }

    // --- what is told

    private static void tell(Map<String, Instant> times, Instant began, String note) throws IOException {
        StringBuilder text = new StringBuilder();
        times.forEach((what, at) -> text.append(
                "%6.1f s  %s%n".formatted(Duration.between(began, at).toMillis() / 1e3, what.substring(2))));
        Files.writeString(TIMELINE, text.append(note).append('\n'));
        say(text.toString());
    }

    private static void say(String text) {
        Arrays.stream(text.split("\n")).forEach(System.out::println);
    }

    private static void present(Path program) {
        if (System.getenv("CI") != null) {
            assertThat(program).as("CI must have the real peer").exists();
        }
        assumeTrue(Files.isExecutable(program), () -> program + " is not on this machine");
    }
}
