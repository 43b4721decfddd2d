package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.deciding.WhatIf;
import dev.sluice.inventory.Inventory;
import dev.sluice.moving.Operations;
import dev.sluice.planning.PlanningConfig;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Instant;

/** Plans for the present fleet with some figures changed; nothing is offered, kept or moved. */
@Singleton
public final class WhatIfs {

    private final Inventory inventory;
    private final Operations operations;
    private final Pauses pauses;
    private final PlanningConfig config;
    private final Clock clock;

    @Inject
    WhatIfs(Inventory inventory, Operations operations, Pauses pauses, PlanningConfig config, Clock clock) {
        this.inventory = inventory;
        this.operations = operations;
        this.pauses = pauses;
        this.config = config;
        this.clock = clock;
    }

    /** Fails with {@link WhatIf.Wrong} when a change cannot be understood. */
    public Uni<Decider.Decision> plan(String changes) {
        var picture = inventory.current();
        Instant now = clock.instant();
        return pauses.active().chain(paused -> operations
                .recent(PastOperations.LIMIT)
                .map(past -> PastOperations.of(past, picture, now, config).with(Pauses.holds(paused, picture)))
                .map(past -> WhatIf.plan(picture, changes, past, config, now)));
    }
}
