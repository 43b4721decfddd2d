package dev.sluice.api;

import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.SuggestionView;
import dev.sluice.api.view.SuggestionView.EffectView;
import dev.sluice.api.view.SuggestionView.WhyNotView;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.DrainTimes;
import dev.sluice.moving.DrainTimes.Estimate;
import dev.sluice.planning.Suggestion;
import dev.sluice.suggesting.Suggestions.Offer;
import dev.sluice.time.Spans;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Suggestions as views, and how long what they drain is expected to take. */
@Singleton
class SuggestionViews {

    private final Inventory inventory;
    private final DrainTimes drains;

    SuggestionViews(Inventory inventory, DrainTimes drains) {
        this.inventory = inventory;
        this.drains = drains;
    }

    List<SuggestionView> all(List<Offer> offers) {
        return offers.stream().map(this::suggestion).toList();
    }

    SuggestionView suggestion(Offer offer) {
        Suggestion plan = offer.suggestion();
        return new SuggestionView(
                offer.id(),
                offer.state().name(),
                plan.from().map(FrameworkId::value).orElse(null),
                plan.to().value(),
                plan.nodes().stream().map(NodeId::value).toList(),
                plan.reason(),
                effects(plan),
                whyNot(plan.whyNot()),
                offer.createdAt(),
                offer.expiresAt(),
                offer.operation().map(Object::toString).orElse(null),
                offer.state() == Offer.State.OPEN
                        ? drain(plan.from(), plan.nodes().size())
                        : null);
    }

    /** Null where nothing drains: from the reservoir. */
    @Nullable
    DrainView drain(Optional<FrameworkId> donor, int nodes) {
        return nodes == 0 ? null : donor.map(d -> drain(d, nodes)).orElse(null);
    }

    private DrainView drain(FrameworkId donor, int nodes) {
        String title = inventory.frameworks().stream()
                .filter(f -> f.id().equals(donor))
                .map(Framework::title)
                .findFirst()
                .orElse(donor.value());
        return drains.estimate(donor, nodes)
                .map(estimate -> drain(estimate, title, nodes))
                .orElseGet(() -> new DrainView(
                        0,
                        null,
                        null,
                        null,
                        "How long a drain of " + title + " takes is not known yet: fewer than " + DrainTimes.FEWEST
                                + " have ended here."));
    }

    private static DrainView drain(Estimate estimate, String title, int nodes) {
        String usual = words(estimate.usual());
        String slow = words(estimate.slow());
        String each = "A drain of " + title + " usually takes " + usual
                + (slow.equals(usual) ? "" : ", one in ten more than " + slow);
        String all = nodes == 1 ? "" : "; " + nodes + " nodes about " + words(estimate.all());
        return new DrainView(
                estimate.drains(),
                seconds(estimate.usual()),
                seconds(estimate.slow()),
                seconds(estimate.all()),
                each + all + " (from " + estimate.drains() + " past drains).");
    }

    /** Never 0: a drain takes some time. */
    private static String words(Duration duration) {
        return Spans.words(Math.max(1, Math.round(seconds(duration))));
    }

    private static double seconds(Duration duration) {
        return duration.toMillis() / 1e3;
    }

    static List<EffectView> effects(Suggestion plan) {
        return plan.effects().stream()
                .map(e -> new EffectView(e.framework().value(), e.nodesBefore(), e.nodesAfter(), e.before(), e.after()))
                .toList();
    }

    static List<WhyNotView> whyNot(List<Suggestion.WhyNot> all) {
        return all.stream()
                .map(w -> new WhyNotView(w.subject(), w.rule().name(), w.sentence()))
                .toList();
    }
}
