package dev.sluice.telemetry;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.NodeId;
import dev.sluice.security.Roles;
import io.smallrye.common.annotation.NonBlocking;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.PathParam;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** A node's signals over time, for charts. */
@Path("/api/nodes/{id}/series")
@Tag(name = "nodes")
public class SeriesResource {

    private static final int POINTS = 300;
    private static final int MOST_POINTS = 5000;

    private final NodeHistory history;
    private final Clock clock;

    SeriesResource(NodeHistory history, Clock clock) {
        this.history = history;
        this.clock = clock;
    }

    /**
     * One signal of one node; no points when nothing is known.
     *
     * @param from ISO 8601 or milliseconds since 1970; an hour before {@code to} unless given
     * @param to likewise; now unless given
     * @param points how many at most; lowest and highest of each stretch are kept
     */
    @GET
    @NonBlocking
    @Produces(MediaType.APPLICATION_JSON)
    @RolesAllowed(Roles.VIEWER)
    @Operation(summary = "A signal of a node: every value of the last hour, and what was kept of the time before")
    public Uni<SeriesView> series(
            @PathParam("id") String id,
            @QueryParam("signal") @Nullable String signal,
            @QueryParam("from") @Nullable String from,
            @QueryParam("to") @Nullable String to,
            @QueryParam("points") @Nullable String points) {
        try {
            NodeId node = new NodeId(id);
            Signal asked = Signal.of(signal == null ? "cpu" : signal.toLowerCase(Locale.ROOT))
                    .orElseThrow(() -> new IllegalArgumentException("signal '" + signal + "' is not known, use one of "
                            + Stream.of(Signal.values()).map(Signal::text).collect(Collectors.joining(", "))));
            Instant end = time("to", to, clock.instant());
            Instant start = time("from", from, end.minus(Duration.ofHours(1)));
            if (start.isAfter(end)) {
                throw new IllegalArgumentException("from " + start + " is after to " + end);
            }
            int most = count(points);
            return history.of(node, asked, start, end)
                    .map(found -> new SeriesView(asked.text(), asked.unit(), Thinning.of(found, most)));
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("bad-series-query", String.valueOf(e.getMessage()));
        }
    }

    private static Instant time(String name, @Nullable String text, Instant otherwise) {
        if (text == null || text.isBlank()) {
            return otherwise;
        }
        try {
            return text.chars().allMatch(Character::isDigit)
                    ? Instant.ofEpochMilli(Long.parseLong(text))
                    : Instant.parse(text);
        } catch (DateTimeException | NumberFormatException e) {
            throw new IllegalArgumentException(
                    name + " '" + text + "' is no time, use 2026-01-31T12:00:00Z or milliseconds since 1970", e);
        }
    }

    private static int count(@Nullable String text) {
        try {
            int count = text == null || text.isBlank() ? POINTS : Integer.parseInt(text);
            if (count >= 2 && count <= MOST_POINTS) {
                return count;
            }
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("points '" + text + "' is no whole number", e);
        }
        throw new IllegalArgumentException("points must be between 2 and " + MOST_POINTS);
    }
}
