package dev.sluice.agent.node;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/**
 * Sends what is measured to every server whose channel is open, on a thread of its own: a slow disk or a slow server holds up
 * nothing else. What cannot be delivered is dropped and counted; the next report carries the counters anyway.
 */
final class MetricsSender implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final HttpClient http;
    private final String node;
    private final Measured measured;
    private final Supplier<Optional<String>> credential;
    private final Supplier<List<URI>> servers;
    private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread made = new Thread(task, "metrics");
        made.setDaemon(true);
        return made;
    });
    private long dropped;
    private String lastProblem = "";

    MetricsSender(
            HttpClient http,
            AgentFile file,
            Measured measured,
            Supplier<Optional<String>> credential,
            Supplier<List<URI>> servers) {
        this.http = http;
        this.node = file.node();
        this.measured = measured;
        this.credential = credential;
        this.servers = servers;
    }

    void startEvery(Duration period) {
        var unused = thread.scheduleAtFixedRate(this::sendSafely, 0, period.toMillis(), TimeUnit.MILLISECONDS);
    }

    private void sendSafely() {
        try {
            // Read even when there is nobody to send it to: the totals of a worker's processes must not have gaps.
            List<Sample> samples = measured.read();
            credential.get().ifPresent(secret -> send(samples, secret));
        } catch (RuntimeException e) {
            drop("cannot be read: " + e);
        }
    }

    private void send(List<Sample> samples, String secret) {
        List<URI> to = servers.get();
        if (to.isEmpty()) {
            return;
        }
        byte[] body =
                RemoteWrite.body(samples, Map.of("instance", node, "job", "sluice-agent"), System.currentTimeMillis());
        List<CompletableFuture<Integer>> answers =
                to.stream().map(server -> post(server, secret, body)).toList();
        String problem = "";
        for (int i = 0; i < answers.size(); i++) {
            try {
                int status = answers.get(i).join();
                problem = status / 100 == 2 ? problem : to.get(i) + " answered " + status;
            } catch (CompletionException e) {
                problem = to.get(i) + " did not answer (" + e.getCause() + ")";
            }
        }
        if (problem.isEmpty()) {
            delivered();
        } else {
            drop(problem);
        }
    }

    private CompletableFuture<Integer> post(URI server, String secret, byte[] body) {
        HttpRequest request = HttpRequest.newBuilder(URI.create(server + "/api/v1/write"))
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        return http.sendAsync(request, HttpResponse.BodyHandlers.discarding()).thenApply(HttpResponse::statusCode);
    }

    private void delivered() {
        if (!lastProblem.isEmpty()) {
            Log.say("metrics: delivered again, " + dropped + " reports were dropped so far");
            lastProblem = "";
        }
    }

    private void drop(String problem) {
        dropped++;
        if (!problem.equals(lastProblem)) {
            Log.say("metrics: dropped, " + problem);
            lastProblem = problem;
        }
    }

    @Override
    public void close() {
        thread.shutdownNow();
    }
}
