package dev.sluice.api;

import dev.sluice.alerting.Action;
import dev.sluice.alerting.AlertBook;
import dev.sluice.alerting.AlertBook.Wanted;
import dev.sluice.alerting.Episode;
import dev.sluice.alerting.Episode.Outcome;
import dev.sluice.alerting.Hint;
import dev.sluice.alerting.Storm;
import dev.sluice.api.view.AlertView;
import dev.sluice.api.view.AlertView.HintView;
import dev.sluice.api.view.AlertsView;
import dev.sluice.api.view.AlertsView.StormView;
import dev.sluice.pressure.Pressure;
import dev.sluice.suggesting.Suggestions;
import dev.sluice.suggesting.Suggestions.Offer;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/** Puts together what is known of alerts, for {@code /api/alerts} and the pages alike. */
@Singleton
public class AlertAssembler {

    /** Suggestions among which those that an alert brought about are looked for. */
    private static final int SUGGESTIONS = 200;

    private final AlertBook book;
    private final Suggestions suggestions;
    private final Clock clock;

    AlertAssembler(AlertBook book, Suggestions suggestions, Clock clock) {
        this.book = book;
        this.suggestions = suggestions;
        this.clock = clock;
    }

    /** Episodes, newest first, and whether there is a storm of them. */
    public Uni<AlertsView> recent(Wanted wanted, int limit) {
        var now = clock.instant();
        return book.recent(wanted, limit)
                .chain(episodes -> views(episodes, now))
                .chain(views -> book.hints(now)
                        .map(hints -> new AlertsView(
                                hints.storm().map(AlertAssembler::view).orElse(null), views)));
    }

    public Uni<Optional<AlertView>> find(long id) {
        return book.find(id)
                .chain(found -> views(found.stream().toList(), clock.instant()))
                .map(views -> views.stream().findFirst());
    }

    /** Episodes since then that are about a node or hinted at something for its owner, newest first. */
    public Uni<List<AlertView>> about(String node, @Nullable String owner, Instant since, int limit) {
        return book.about(node, owner, since, limit).chain(episodes -> views(episodes, clock.instant()));
    }

    private Uni<List<AlertView>> views(List<Episode> episodes, Instant now) {
        return episodes.isEmpty()
                ? Uni.createFrom().item(List.of())
                : suggestions.recent(SUGGESTIONS).map(offers -> episodes.stream()
                        .map(episode -> view(episode, offers, now))
                        .toList());
    }

    static StormView view(Storm storm) {
        return new StormView(storm.trippedAt(), storm.until(), storm.episodes(), storm.sentence());
    }

    private AlertView view(Episode episode, List<Offer> offers, Instant now) {
        var span = episode.span();
        var outcome = episode.outcome();
        var hint = outcome.hint();
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
                hint.map(h -> view(h, inEffect(outcome, h, now))).orElse(null),
                hint.flatMap(h -> metrics(outcome, h, now)).orElse(null),
                outcome.confirmedAt().orElse(null),
                outcome.nextAt().orElse(null),
                hint.map(h -> caused(h, offers)).orElse(List.of()));
    }

    private static boolean inEffect(Outcome outcome, Hint hint, Instant now) {
        return outcome.verdict() == Episode.Verdict.HINTED && hint.until().isAfter(now);
    }

    private static HintView view(Hint hint, boolean inEffect) {
        return new HintView(
                hint.policy(),
                hint.framework().value(),
                hint.action().name(),
                number(hint.baseline()),
                number(hint.nodes()),
                hint.from(),
                hint.until(),
                inEffect);
    }

    /** Metrics drive: without their word a raise changes nothing, and that has to be said. */
    private Optional<String> metrics(Outcome outcome, Hint hint, Instant now) {
        if (hint.action() != Action.RAISE) {
            return Optional.empty();
        }
        if (outcome.confirmedAt().isPresent()) {
            return Optional.of("Its own metrics confirmed that it is not slack, so the plan reckons with it.");
        }
        if (!inEffect(outcome, hint, now)) {
            return Optional.of(
                    "Overruled by metrics: while it was in effect they never bore it out, so it changed nothing.");
        }
        var value = suggestions.pressures().stream()
                .filter(p -> p.framework().equals(hint.framework()))
                .map(Pressure::value)
                .findFirst()
                .orElse(OptionalDouble.empty());
        return Optional.of(
                value.isPresent()
                        ? String.format(
                                Locale.ROOT,
                                "Overruled by metrics so far: its own pressure is %.2f, or it has as many nodes already;"
                                        + " until they bear it out the plan does not reckon with it.",
                                value.getAsDouble())
                        : "Overruled by metrics so far: its own pressure is unknown; until it is known the plan does not"
                                + " reckon with it.");
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
