package dev.sluice.api;

import dev.sluice.alerting.AlertBook;
import dev.sluice.alerting.Episode;
import dev.sluice.alerting.Hint;
import dev.sluice.alerting.Storm;
import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.AlertView.HintView;
import dev.sluice.api.view.AlertsView;
import dev.sluice.api.view.AlertsView.StormView;
import dev.sluice.security.Roles;
import dev.sluice.suggesting.Suggestions;
import dev.sluice.suggesting.Suggestions.Offer;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.QueryParam;
import jakarta.ws.rs.core.MediaType;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;
import org.jspecify.annotations.Nullable;

/** What alerts have come in, and what each caused or why nothing. */
@Path("/api/alerts")
@Produces(MediaType.APPLICATION_JSON)
@RolesAllowed(Roles.VIEWER)
@Tag(name = "alerts", description = "Alerts as hints: in, and what each caused.")
class AlertsResource {

    /** Suggestions among which those that an alert brought about are looked for. */
    private static final int SUGGESTIONS = 200;

    private final AlertBook book;
    private final Suggestions suggestions;
    private final Clock clock;

    AlertsResource(AlertBook book, Suggestions suggestions, Clock clock) {
        this.book = book;
        this.suggestions = suggestions;
        this.clock = clock;
    }

    @GET
    @Operation(summary = "Episodes of alerts, newest first, and whether there is a storm of them")
    @APIResponse(responseCode = "400", ref = "malformed")
    public Uni<AlertsView> list(
            @Parameter(description = "at most so many, 1 to 500") @QueryParam("limit") @DefaultValue("50") int limit,
            @Parameter(description = "only those with a smaller id") @QueryParam("before") @Nullable Long before) {
        var most = Asked.limit(limit);
        var now = clock.instant();
        return book.recent(Optional.ofNullable(before), most)
                .chain(episodes -> suggestions.recent(SUGGESTIONS).chain(offers -> book.hints(now)
                        .map(hints -> new AlertsView(
                                hints.storm().map(AlertsResource::view).orElse(null),
                                episodes.stream().map(e -> view(e, offers, now)).toList()))));
    }

    @GET
    @Path("{id}")
    @Operation(summary = "One episode")
    @APIResponse(responseCode = "404", ref = "unknown")
    public Uni<AlertView> one(long id) {
        return book.find(id)
                .map(found -> found.orElseThrow(() -> ApiProblem.notFound(
                        "unknown-alert", "There is no episode " + id + " of an alert; see GET /api/alerts.")))
                .chain(episode ->
                        suggestions.recent(SUGGESTIONS).map(offers -> view(episode, offers, clock.instant())));
    }

    private static StormView view(Storm storm) {
        return new StormView(storm.trippedAt(), storm.until(), storm.episodes(), storm.sentence());
    }

    private static AlertView view(Episode episode, List<Offer> offers, Instant now) {
        var span = episode.span();
        var outcome = episode.outcome();
        return new AlertView(
                episode.number(),
                episode.name(),
                episode.source(),
                episode.fingerprint(),
                span.firing() ? "FIRING" : "RESOLVED",
                span.startsAt(),
                span.endsAt().orElse(null),
                span.firstSeen(),
                span.lastSeen(),
                episode.seen(),
                episode.labels(),
                episode.summary(),
                outcome.verdict().name(),
                outcome.why(),
                outcome.hint()
                        .map(h -> view(h, outcome.verdict() == Episode.Verdict.HINTED, now))
                        .orElse(null),
                outcome.nextAt().orElse(null),
                outcome.hint().map(h -> caused(h, offers)).orElse(List.of()));
    }

    private static HintView view(Hint hint, boolean hinted, Instant now) {
        return new HintView(
                hint.policy(),
                hint.framework().value(),
                hint.action().name(),
                number(hint.baseline()),
                number(hint.nodes()),
                hint.from(),
                hint.until(),
                hinted && hint.until().isAfter(now));
    }

    private static @Nullable Integer number(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static List<String> caused(Hint hint, List<Offer> offers) {
        return offers.stream()
                .filter(o -> o.suggestion().to().equals(hint.framework())
                        && !o.createdAt().isBefore(hint.from())
                        && o.createdAt().isBefore(hint.until()))
                .map(Offer::id)
                .sorted()
                .toList();
    }
}
