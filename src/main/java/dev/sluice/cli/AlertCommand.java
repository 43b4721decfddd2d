package dev.sluice.cli;

import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.AlertsView;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/** {@code sluice alert test}. */
@Command(
        name = "alert",
        description = "Tries out what an alert would do.",
        synopsisSubcommandLabel = "test",
        footerHeading = "%nExamples:%n",
        footer = {
            "  ./sluice alert test",
            "  ./sluice alert test --label alertname=SparkLate --label framework=spark",
            "  ./sluice alert test --label alertname=SparkLate --label framework=spark --resolved"
        })
final class AlertCommand implements Runnable {

    private static final Duration PATIENCE = Duration.ofSeconds(15);
    private static final Duration POLL = Duration.ofMillis(250);

    private final SluiceCommand sluice;

    AlertCommand(SluiceCommand sluice) {
        this.sluice = sluice;
    }

    @Override
    public void run() {
        throw new Fault(Fault.USAGE, "Say what to do: ./sluice alert test --help");
    }

    @Command(
            name = "test",
            description =
                    "Sends a sample as Alertmanager would, and says what it causes. A policy that matches its labels takes"
                            + " it in earnest.")
    int test(
            @Option(names = "--label", paramLabel = "NAME=VALUE", description = "A label; SluiceTest is the name else.")
                    @Nullable
                    Map<String, String> labels,
            @Option(names = "--resolved", description = "Resolve the newest sample with these labels instead.")
                    boolean resolved) {
        var all = new TreeMap<String, String>(Map.of("alertname", "SluiceTest"));
        if (labels != null) {
            all.putAll(labels);
        }
        var fingerprint = "test-" + Integer.toHexString(all.hashCode());
        var open = newest(fingerprint).filter(e -> e.state().equals("FIRING"));
        if (resolved && open.isEmpty()) {
            throw new Fault(Fault.FAILED, "No sample with these labels fires; send one without --resolved first.");
        }
        var startsAt = open.filter(e -> resolved)
                .map(AlertView::startsAt)
                .orElseGet(() -> sluice.clock().instant().truncatedTo(ChronoUnit.MICROS));
        var status = resolved ? "resolved" : "firing";
        sluice.client().post("/api/alerts/alertmanager", body(all, fingerprint, status, startsAt));
        var found = await(fingerprint, startsAt, resolved);
        if (!sluice.printedAsJson(sluice.client().get("/api/alerts/" + found.id()))) {
            AlertsCommand.explain(sluice, found);
        }
        return 0;
    }

    private Map<String, Object> body(Map<String, String> labels, String fingerprint, String status, Instant startsAt) {
        var alert = new TreeMap<String, Object>(Map.of(
                "status", status,
                "labels", labels,
                "annotations", Map.of("summary", "A sample from the command line"),
                "startsAt", startsAt.toString(),
                "fingerprint", fingerprint));
        alert.put("endsAt", status.equals("resolved") ? sluice.clock().instant().toString() : "0001-01-01T00:00:00Z");
        return Map.of("version", "4", "receiver", "sluice", "status", status, "alerts", List.of(alert));
    }

    private AlertView await(String fingerprint, Instant startsAt, boolean resolved) {
        var giveUp = sluice.clock().instant().plus(PATIENCE);
        while (true) {
            var found = newest(fingerprint)
                    .filter(e -> e.startsAt().equals(startsAt)
                            && !e.verdict().equals("NEW")
                            && e.state().equals("RESOLVED") == resolved);
            if (found.isPresent()) {
                return found.get();
            }
            if (sluice.clock().instant().isAfter(giveUp)) {
                throw new Fault(
                        Fault.FAILED,
                        "The sample is kept, but nobody has looked at it yet; see ./sluice alerts later.");
            }
            pause();
        }
    }

    private static void pause() {
        try {
            Thread.sleep(POLL);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new Fault(Fault.FAILED, "Interrupted; the sample is kept.");
        }
    }

    private Optional<AlertView> newest(String fingerprint) {
        return sluice.client().get("/api/alerts?limit=500").as(AlertsView.class).episodes().stream()
                .filter(e -> e.fingerprint().equals(fingerprint))
                .findFirst();
    }
}
