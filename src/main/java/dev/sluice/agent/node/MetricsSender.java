package dev.sluice.agent.node;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/**
 * Sends what is measured to the server, on a thread of its own: a slow disk or a slow server holds up nothing else. What
 * cannot be delivered is dropped and counted; the next report carries the counters anyway.
 */
final class MetricsSender implements AutoCloseable {

    private static final Duration PATIENCE = Duration.ofSeconds(4);

    private final HttpClient http;
    private final URI target;
    private final String node;
    private final Measured measured;
    private final Supplier<Optional<String>> credential;
    private final LongSupplier millis;
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
            LongSupplier millis) {
        this.http = http;
        this.target = URI.create(file.server() + "/api/v1/write");
        this.node = file.node();
        this.measured = measured;
        this.credential = credential;
        this.millis = millis;
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
        byte[] body = RemoteWrite.body(samples, Map.of("instance", node, "job", "sluice-agent"), millis.getAsLong());
        HttpRequest request = HttpRequest.newBuilder(target)
                .timeout(PATIENCE)
                .header("Authorization", "Bearer " + secret)
                .header("Content-Type", "application/x-protobuf")
                .header("Content-Encoding", "snappy")
                .header("X-Prometheus-Remote-Write-Version", "0.1.0")
                .POST(HttpRequest.BodyPublishers.ofByteArray(body))
                .build();
        try {
            int status =
                    http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
            if (status / 100 == 2) {
                delivered();
            } else {
                drop("the server answered " + status);
            }
        } catch (IOException e) {
            drop("the server did not answer (" + e + ")");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
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
