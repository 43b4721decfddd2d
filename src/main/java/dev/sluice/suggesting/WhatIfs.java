package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.deciding.Past;
import dev.sluice.deciding.WhatIf;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.Operations;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.Suggestion;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Plans for the present fleet with some figures changed; nothing is offered, kept or moved. */
@Singleton
public final class WhatIfs {

    private final Inventory inventory;
    private final Operations operations;
    private final Pauses pauses;
    private final PlanningConfig config;
    private final Clock clock;
    private final OfferStore store;

    @Inject
    WhatIfs(
            Inventory inventory,
            Operations operations,
            Pauses pauses,
            OfferStore store,
            PlanningConfig config,
            Clock clock) {
        this.inventory = inventory;
        this.operations = operations;
        this.pauses = pauses;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** Fails with {@link WhatIf.Wrong} when a change cannot be understood. */
    public Uni<Decider.Decision> plan(String changes) {
        var picture = inventory.current();
        Instant now = clock.instant();
        return past(picture, now).map(past -> WhatIf.plan(picture, changes, past, config, now));
    }

    /**
     * The plan under other policies, beside the one under those in force, both as if it had been so for long enough to prove
     * a need. So what differs, differs because of the policies.
     */
    public Uni<Preview> plan(Map<FrameworkId, FrameworkPolicy> policies) {
        var picture = inventory.current();
        Instant now = clock.instant();
        var changed = new FleetPicture(
                picture.at(),
                picture.frameworks().stream().map(f -> under(policies, f)).toList(),
                picture.nodes());
        return past(picture, now).map(past -> new Preview(expected(picture, past, now), expected(changed, past, now)));
    }

    private static FrameworkPicture under(Map<FrameworkId, FrameworkPolicy> policies, FrameworkPicture picture) {
        var framework = picture.framework();
        return Optional.ofNullable(policies.get(framework.id()))
                .map(policy -> new FrameworkPicture(framework.with(policy), picture.observation(), picture.error()))
                .orElse(picture);
    }

    private List<Expected> expected(FleetPicture picture, Past past, Instant now) {
        return WhatIf.plan(picture, past, config, now).outcome().suggestions().stream()
                .map(suggestion -> new Expected(suggestion, AutoGate.automatic(suggestion, picture)))
                .toList();
    }

    private Uni<Past> past(FleetPicture picture, Instant now) {
        return pauses.active().chain(paused -> store.hints(now)
                .chain(hints -> operations.recent(PastOperations.LIMIT).map(past -> PastOperations.of(
                                past, picture, now, config)
                        .with(Pauses.holds(paused, picture))
                        .with(hints.holds())
                        .withFloors(hints.floors()))));
    }

    /** What is suggested now, and what would be then. */
    public record Preview(List<Expected> now, List<Expected> then) {}

    /** @param automatic whether Sluice would carry it out by itself */
    public record Expected(Suggestion suggestion, boolean automatic) {}
}
