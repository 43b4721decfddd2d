package dev.sluice.lab;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** Says what happens in the fleet, one line per event, and starts the server again when it dies. */
final class DemoWatch {

    /** Between two looks at a fleet of few nodes. */
    static final Duration TICK = Duration.ofSeconds(1);

    private final DemoServer server;
    private final Console console;
    private final Duration tick;
    private final Map<String, String> suggestions = new HashMap<>();
    private final Map<String, String> operations = new HashMap<>();
    private Optional<Instant> downSince = Optional.empty();
    private int startsInARow;

    DemoWatch(DemoServer server, Console console) {
        this(server, console, TICK);
    }

    /** @param tick between two looks */
    DemoWatch(DemoServer server, Console console, Duration tick) {
        this.server = server;
        this.console = console;
        this.tick = tick;
    }

    /** Takes what is there already as known, so that only what comes later is told. */
    void begin() {
        server.api().get("/api/status").ifPresent(status -> {
            status.path("suggestions").forEach(s -> suggestions.put(s.path("id").asText(), "OPEN"));
            status.path("operations").forEach(o -> operations.put(o.path("id").asText(), standing(o)));
        });
    }

    /** Goes on until this thread is interrupted. */
    void run() {
        while (!Thread.currentThread().isInterrupted()) {
            Pauses.pause(tick);
            look();
        }
    }

    void look() {
        if (startsInARow > 5) {
            throw new LabException("The server died " + startsInARow + " times in a row; see "
                    + server.process().log() + ".");
        }
        server.restartIfDead().ifPresent(exit -> {
            startsInARow++;
            downSince = downSince.or(() -> Optional.of(Instant.now()));
            console.event("The server is gone (exit code " + exit + (exit == 137 ? ", killed" : "")
                    + "); starting it again. Nodes, jobs and agents go on meanwhile.");
        });
        server.api().get("/api/status").ifPresent(status -> {
            downSince.ifPresent(since -> console.event("The server is back after "
                    + Duration.between(since, Instant.now()).toSeconds() + " s and goes on from its journal."));
            downSince = Optional.empty();
            startsInARow = 0;
            tell(status);
        });
    }

    private void tell(JsonNode status) {
        for (JsonNode suggestion : status.path("suggestions")) {
            String id = suggestion.path("id").asText();
            String state = suggestion.path("state").asText();
            String before = suggestions.put(id, state);
            if (before == null && state.equals("OPEN")) {
                console.event("Suggestion " + id + ": " + route(suggestion) + ", "
                        + count(suggestion.path("nodes").size()) + ".");
                console.more(suggestion.path("reason").asText());
                console.more("Approve it on the page, or: ./sluice approve " + id);
            }
        }
        for (JsonNode operation : status.path("operations")) {
            String id = operation.path("id").asText();
            String now = standing(operation);
            String before = operations.put(id, now);
            if (!now.equals(before)) {
                console.event("Operation " + id + ", " + route(operation) + ": "
                        + operation.path("summary").asText());
                operation.path("moves").forEach(this::trouble);
            }
        }
    }

    private void trouble(JsonNode move) {
        String note = move.path("note").asText("");
        if (!note.isBlank() && !note.equals("null")) {
            console.more(move.path("node").asText() + ": " + note);
        }
    }

    private static String standing(JsonNode operation) {
        return operation.path("status").asText() + ": "
                + operation.path("summary").asText();
    }

    private static String route(JsonNode from) {
        return end(from.path("from")) + " → " + end(from.path("to"));
    }

    private static String end(JsonNode framework) {
        return framework.isTextual() ? framework.asText() : "reservoir";
    }

    private static String count(int nodes) {
        return nodes == 1 ? "1 node" : nodes + " nodes";
    }
}
