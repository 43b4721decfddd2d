package dev.sluice.telemetry;

import dev.sluice.api.ApiProblem;
import dev.sluice.security.Roles;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.Response;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What the frameworks needed, as far back as it is kept. */
@Path("/api/history/needs")
@Tag(name = "frameworks")
public class NeedsResource {

    /** Where the answer says how much of it was recorded. */
    static final String NOTE = "Sluice-Note";

    private static final Duration LEAST = Duration.ofMinutes(5);
    private static final Duration MOST = Duration.ofDays(366);

    private final RollUps rollUps;
    private final Clock clock;

    NeedsResource(RollUps rollUps, Clock clock) {
        this.rollUps = rollUps;
        this.clock = clock;
    }

    /** @param period how far back, for example {@code 7d} or {@code 12h}; a day unless given */
    @GET
    @Produces("text/csv")
    @RolesAllowed(Roles.VIEWER)
    @Operation(
            summary = "What the frameworks needed, as a trace for ./sluice replay",
            description =
                    "CSV with the columns seconds, framework and demand_nodes: a row a minute for up to a day, for"
                            + " longer one for ten minutes. The header Sluice-Note says how much of it was recorded.")
    @APIResponse(responseCode = "400", ref = "malformed")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<Response> needs(@QueryParam("for") @Nullable String period) {
        Duration asked = period(period == null ? "1d" : period);
        RollUp.Step step = RecordedNeeds.step(asked);
        Instant now = clock.instant();
        return rollUps.means("framework", FrameworkSignals.Kind.NEED.ordinal(), step, now.minus(asked), now)
                .map(kept -> {
                    RecordedNeeds needs = RecordedNeeds.of(kept, step);
                    if (needs.needs().length < 2) {
                        throw ApiProblem.notFound(
                                "no-history",
                                "In that time fewer than two stretches of " + step.seconds()
                                        + " s were recorded; ask for less than a day, or again when Sluice has run for longer.");
                    }
                    return Response.ok(needs.csv()).header(NOTE, needs.says()).build();
                });
    }

    private static Duration period(String text) {
        try {
            String iso = text.matches("[0-9]{1,6}[smhd]")
                    ? (text.endsWith("d") ? "P" : "PT") + text.toUpperCase(Locale.ROOT)
                    : text;
            Duration period = Duration.parse(iso);
            if (period.compareTo(LEAST) >= 0 && period.compareTo(MOST) <= 0) {
                return period;
            }
        } catch (DateTimeException e) {
            throw wrong(text);
        }
        throw wrong(text);
    }

    private static ApiProblem wrong(String text) {
        return ApiProblem.badRequest(
                "bad-period", "for '" + text + "' must be a duration from 5m to 366d, as in 12h or 7d.");
    }
}
