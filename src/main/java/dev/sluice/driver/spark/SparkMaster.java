package dev.sluice.driver.spark;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.HttpCalls;
import dev.sluice.driver.spark.SparkAppDetails.Executors;
import dev.sluice.driver.spark.SparkAppDetails.Limits;
import dev.sluice.driver.spark.SparkAppDetails.Stages;
import io.smallrye.mutiny.Uni;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The web UI of one master, and behind it those of workers and applications, as typed calls. */
final class SparkMaster {

    private static final Duration READ = Duration.ofSeconds(4);
    private static final Duration APP = Duration.ofMillis(1500);

    private final HttpCalls calls;
    private final String url;
    private final boolean reverseProxy;
    private final Duration change;

    /** Limits never change while an application lives; kept so that they are asked for once. */
    private final Map<String, Limits> limits = new ConcurrentHashMap<>();

    /** @param change how long a change may take until its outcome counts as unknown */
    SparkMaster(HttpCalls calls, String url, boolean reverseProxy, Duration change) {
        this.calls = calls;
        this.url = url;
        this.reverseProxy = reverseProxy;
        this.change = change;
    }

    /** Fails with Unavailable when it does not answer, or is not the one that leads. */
    Uni<SparkCluster> cluster() {
        return calls.json(uri("/json/"), READ).map(SparkCluster::of).invoke(cluster -> {
            if (!"ALIVE".equals(cluster.status())) {
                throw new DriverFailure.Unavailable(
                        "the Spark master at " + url + " is " + cluster.status() + ", not the one that leads", null);
            }
        });
    }

    /** Decommissions every worker of {@code host}. The master answers 404 when it has none there. */
    Uni<Void> decommission(String host) {
        return calls.post(uri("/workers/kill/?host=" + encoded(host)), Optional.empty(), change)
                .onFailure(DriverFailure.Refused.class)
                .transform(refused -> new DriverFailure.Refused(refused.getMessage()
                        + "; spark.master.ui.decommission.allow.mode on the master must allow this machine to ask"));
    }

    /** What runs on a worker in its own eyes: by itself, or else through the master's proxy. */
    Uni<JsonNode> worker(SparkCluster.Worker worker) {
        Uni<JsonNode> direct = calls.json(URI.create(worker.url() + "/json/"), READ);
        if (!reverseProxy) {
            return direct;
        }
        return direct.onFailure(DriverFailure.Unavailable.class)
                .recoverWithUni(() -> calls.json(uri("/proxy/" + encoded(worker.id()) + "/json/"), READ));
    }

    /** What an application's own API tells; parts that it does not answer are empty. */
    Uni<SparkAppDetails> details(SparkCluster.App app) {
        if (!reverseProxy) {
            return limitsFromPage(app).map(found -> new SparkAppDetails(found, Optional.empty(), Optional.empty()));
        }
        String api = "/proxy/" + encoded(app.id()) + "/api/v1/applications/" + encoded(app.id());
        Uni<Optional<Stages>> stages =
                optional(calls.json(uri(api + "/stages?status=active"), APP).map(Stages::of));
        Uni<Optional<Executors>> executors =
                optional(calls.json(uri(api + "/executors"), APP).map(Executors::of));
        return Uni.combine()
                .all()
                .unis(limits(app, api), stages, executors)
                .with((known, active, running) -> new SparkAppDetails(known, active, running));
    }

    /** Forgets what is kept of applications that have ended. */
    void keepOnly(SparkCluster cluster) {
        limits.keySet()
                .retainAll(cluster.apps().stream().map(SparkCluster.App::id).toList());
    }

    private Uni<Optional<Limits>> limits(SparkCluster.App app, String api) {
        Limits kept = limits.get(app.id());
        if (kept != null) {
            return Uni.createFrom().item(Optional.of(kept));
        }
        return optional(calls.json(uri(api + "/environment"), APP)
                        .map(Limits::ofEnvironment)
                        .invoke(found -> limits.put(app.id(), found)))
                .chain(found -> found.isPresent() ? Uni.createFrom().item(found) : limitsFromPage(app));
    }

    private Uni<Optional<Limits>> limitsFromPage(SparkCluster.App app) {
        return calls.text(uri("/app/?appId=" + encoded(app.id())), APP)
                .map(Limits::ofPage)
                .onFailure(DriverFailure.class)
                .recoverWithItem(Optional.empty());
    }

    private static <T> Uni<Optional<T>> optional(Uni<T> call) {
        return call.map(Optional::of).onFailure(DriverFailure.class).recoverWithItem(Optional.empty());
    }

    private URI uri(String path) {
        return URI.create(url + path);
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
