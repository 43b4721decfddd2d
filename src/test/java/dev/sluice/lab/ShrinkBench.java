package dev.sluice.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * From 40 hosts of OpenStack to 30, and 10 workers more for Spark: the demo's own run, moved there and back once, with its
 * timeline, what of it was Sluice's own time, and whether every server and the job came through.
 *
 * <p>Sluice's own is the time of an operation in which, for its nodes, neither a migration was open in Nova nor a worker of
 * either framework was starting or stopping.
 */
@Command(name = "shrink", mixinStandardHelpOptions = true)
public final class ShrinkBench implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofMinutes(10);
    private static final Duration LOOK = Duration.ofSeconds(90);

    @Option(names = "--hosts", defaultValue = "40", description = "hosts of OpenStack at first (${DEFAULT-VALUE})")
    private int hosts;

    @Option(names = "--nodes", defaultValue = "10", description = "how many go to Spark (${DEFAULT-VALUE})")
    private int nodes;

    @Option(names = "--port", defaultValue = "0", description = "of the page (a free one)")
    private int port;

    @Option(names = "--dir", description = "where to keep everything (a new folder)")
    private Path dir = Path.of("");

    /** Runs it once. */
    public static void main(String[] args) {
        System.exit(new CommandLine(new ShrinkBench()).execute(args));
    }

    @Override
    public Integer call() throws IOException {
        Path folder = dir.toString().isEmpty() ? Files.createTempDirectory("sluice-shrink") : dir;
        Files.createDirectories(folder);
        String launcher = Path.of(System.getProperty("sluice.home", "."), "sluice")
                .toAbsolutePath()
                .normalize()
                .toString();
        Console console = new Console(System.out, false);
        CloudScene scene = new CloudScene(folder, hosts, console);
        DemoRun.Options options = new DemoRun.Options(
                port == 0 ? List.copyOf(LabPorts.free(LabPorts.LOOPBACK, 1)).getFirst() : port, true);
        DemoRun.Programs programs = new DemoRun.Programs(List.of(launcher, "serve"), List.of(launcher, "agent"));
        try (DemoRun run = new DemoRun(folder, scene, options, programs, folder.resolve("context.json"), console)) {
            run.start();
            return new Trial(
                                    folder.toAbsolutePath().normalize(),
                                    scene,
                                    run.server().api(),
                                    console)
                            .run()
                    ? 0
                    : 1;
        }
    }

    /** The run proper, once all is up. */
    private final class Trial {

        private final Path folder;
        private final CloudScene scene;
        private final SluiceApi api;
        private final Console console;
        private final LabNova nova;
        private final int workersBefore;
        private boolean good = true;

        Trial(Path folder, CloudScene scene, SluiceApi api, Console console) {
            this.folder = folder;
            this.scene = scene;
            this.api = api;
            this.console = console;
            this.nova = scene.cloud().nova();
            this.workersBefore =
                    scene.spark().spark().state().path("aliveworkers").asInt();
        }

        boolean run() {
            Set<String> servers =
                    nova.servers().stream().map(LabNova.Server::id).collect(Collectors.toSet());
            say("memory at rest: %d MiB", memory());
            double before = tasksPerSecond();

            JsonNode there = operation(Map.of(
                    "from",
                    "openstack",
                    "to",
                    "spark",
                    "count",
                    nodes,
                    "reason",
                    "Spark is starving",
                    "dryRun",
                    false));
            Set<String> taken = tell(there);
            check(
                    "every server runs, none on a host that was taken",
                    nova.servers().stream()
                                    .filter(server -> servers.contains(server.id()))
                                    .filter(server -> server.settled() && !taken.contains(server.host()))
                                    .count()
                            == servers.size());
            check(
                    "Nova and placement know " + (hosts - nodes) + " hosts",
                    nova.serving().size() == hosts - nodes && nova.providers().size() == hosts - nodes);
            check(
                    "Spark has " + (workersBefore + nodes) + " workers",
                    scene.spark().spark().state().path("aliveworkers").asInt() == workersBefore + nodes);
            say("memory after: %d MiB", memory());
            double after = tasksPerSecond();
            say("Spark's job: %.1f tasks a second before, %.1f after", before, after);
            check("the job is faster", after > before);

            JsonNode back = follow(api.post(
                    "/api/operations/" + there.path("id").asText() + "/undo",
                    Map.of("reason", "enough", "dryRun", false)));
            tell(back);
            nova.until("all hosts to serve", () -> nova.serving().size() == hosts);
            check(
                    "every server still runs",
                    nova.servers().stream()
                                    .filter(server -> servers.contains(server.id()) && server.settled())
                                    .count()
                            == servers.size());
            check(
                    "OpenStack has all of its " + hosts + " hosts back",
                    nova.providers().size() == hosts);
            scene.job().tell("stop");
            boolean ended = scene.job().awaitEnd(PATIENCE);
            String result = scene.job()
                    .output()
                    .lines()
                    .filter(line -> line.startsWith("RESULT"))
                    .findFirst()
                    .orElse("no result");
            check("the job is right: " + result, ended && result.contains("ok=true") && result.contains("lost=0"));
            return good;
        }

        private JsonNode operation(Map<String, ?> request) {
            return follow(api.post("/api/operations", request));
        }

        private JsonNode follow(JsonNode started) {
            String id = started.path("id").asText();
            Set<String> seen = new HashSet<>();
            Instant giveUp = Instant.now().plus(PATIENCE);
            while (Instant.now().isBefore(giveUp)) {
                JsonNode now = api.get("/api/operations/" + id).orElse(started);
                if (seen.add(now.path("summary").asText())) {
                    console.event(id + ": " + now.path("summary").asText());
                }
                if (!now.path("status").asText().equals("RUNNING")) {
                    check(
                            id + " is done: " + now.path("status").asText(),
                            now.path("status").asText().equals("DONE"));
                    return now;
                }
                Pauses.pause(Duration.ofMillis(250));
            }
            throw new LabException(id + " is not over after " + PATIENCE.toMinutes() + " minutes.");
        }

        /** Prints where the time went; answers the nodes. */
        private Set<String> tell(JsonNode operation) {
            Span all = new Span(time(operation, "createdAt"), time(operation, "endedAt"));
            Set<String> taken = new HashSet<>();
            List<Span> starting = new ArrayList<>();
            Map<String, List<Span>> steps = new LinkedHashMap<>();
            for (JsonNode move : operation.path("moves")) {
                taken.add(move.path("node").asText());
                for (JsonNode step : move.path("steps")) {
                    String name = step.path("name").asText();
                    if (step.path("endedAt").isTextual()
                            && step.path("startedAt").isTextual()) {
                        Span span = new Span(time(step, "startedAt"), time(step, "endedAt"));
                        steps.computeIfAbsent(name, key -> new ArrayList<>()).add(span);
                        if (name.equals("start") || name.equals("stop")) {
                            starting.add(span);
                        }
                    }
                }
            }
            List<Span> migrating = nova.migrations().stream()
                    .filter(migration -> taken.contains(migration.from())
                            && !migration.began().isBefore(all.began().minusSeconds(1)))
                    .map(migration -> new Span(migration.began(), migration.last()))
                    .toList();
            say("%s: %d nodes in %.1f s", operation.path("id").asText(), taken.size(), all.seconds());
            steps.forEach((name, spans) -> say(
                    "  %-10s from %5.1f to %5.1f s, the longest %5.1f s",
                    name,
                    seconds(all.began(), first(spans)),
                    seconds(all.began(), last(spans)),
                    spans.stream().mapToDouble(Span::seconds).max().orElse(0)));
            say("  %d migrations in %.0f s", migrating.size(), union(migrating));
            say("  workers were starting or stopping in %.1f s", union(starting));
            List<Span> theirs =
                    Stream.concat(migrating.stream(), starting.stream()).toList();
            say("  Sluice's own: %.1f s", all.seconds() - union(theirs));
            return taken;
        }

        /** Over a while, by the application's own count. */
        private double tasksPerSecond() {
            String app = scene.spark()
                    .spark()
                    .state()
                    .path("activeapps")
                    .path(0)
                    .path("id")
                    .asText();
            int began = tasks(app);
            Instant since = Instant.now();
            Pauses.pause(LOOK);
            return (tasks(app) - began) / seconds(since, Instant.now());
        }

        private int tasks(String app) {
            JsonNode executors = LabHttp.get(
                    scene.spark().spark().url() + "/proxy/" + app + "/api/v1/applications/" + app + "/allexecutors");
            return StreamSupport.stream(executors.spliterator(), false)
                    .mapToInt(executor -> executor.path("completedTasks").asInt())
                    .sum();
        }

        /** Proportional memory of every process of this run, in MiB. */
        private long memory() {
            return LabSweep.marked(folder).stream()
                            .mapToLong(LabProcess::resident)
                            .sum()
                    >> 20;
        }

        private void check(String what, boolean holds) {
            good &= holds;
            say("%s %s", holds ? "✔" : "✘", what);
        }

        private void say(String format, Object... values) {
            console.event(String.format(Locale.ROOT, format, values));
        }
    }

    private record Span(Instant began, Instant ended) {
        double seconds() {
            return ShrinkBench.seconds(began, ended);
        }
    }

    /** Seconds that at least one of them covers. */
    private static double union(List<Span> spans) {
        double sum = 0;
        Instant covered = Instant.MIN;
        for (Span span :
                spans.stream().sorted(Comparator.comparing(Span::began)).toList()) {
            Instant from = span.began().isAfter(covered) ? span.began() : covered;
            if (span.ended().isAfter(from)) {
                sum += seconds(from, span.ended());
                covered = span.ended();
            }
        }
        return sum;
    }

    private static Instant first(List<Span> spans) {
        return spans.stream().map(Span::began).min(Comparator.naturalOrder()).orElseThrow();
    }

    private static Instant last(List<Span> spans) {
        return spans.stream().map(Span::ended).max(Comparator.naturalOrder()).orElseThrow();
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toMillis() / 1000.0;
    }

    private static Instant time(JsonNode of, String field) {
        return Instant.parse(of.path(field).asText());
    }
}
