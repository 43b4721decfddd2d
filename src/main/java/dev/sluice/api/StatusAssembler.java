package dev.sluice.api;

import dev.sluice.api.view.StatusView;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Leadership;
import dev.sluice.moving.Operations;
import dev.sluice.suggesting.Suggestions;
import io.smallrye.mutiny.Uni;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.util.List;

/** Puts the whole picture together, for {@code GET /api/status}, the page and the live feed alike. */
@Singleton
public class StatusAssembler {

    private static final int OPERATIONS = 20;

    private final Inventory inventory;
    private final Suggestions suggestions;
    private final Operations operations;
    private final Leadership leadership;
    private final Clock clock;

    StatusAssembler(
            Inventory inventory, Suggestions suggestions, Operations operations, Leadership leadership, Clock clock) {
        this.inventory = inventory;
        this.suggestions = suggestions;
        this.operations = operations;
        this.leadership = leadership;
        this.clock = clock;
    }

    /** The newest of everything; only the operations are read from the database. */
    public Uni<StatusView> status() {
        return operations.recent(OPERATIONS).map(recent -> views(recent).status(suggestions.open(), leadership));
    }

    /** The mapping of this moment, for endpoints that answer with a part of the picture. */
    Views views(List<Operations.Operation> recent) {
        return new Views(
                clock.instant(),
                inventory.frameworks(),
                inventory.current(),
                suggestions.pressures(),
                suggestions.history(),
                recent);
    }

    Uni<Views> views() {
        return operations.recent(OPERATIONS).map(this::views);
    }
}
