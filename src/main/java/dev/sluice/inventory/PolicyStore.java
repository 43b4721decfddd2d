package dev.sluice.inventory;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.Policies.Change;
import io.smallrye.mutiny.Uni;
import java.util.List;

/** Where changes of policies are kept; they are only ever added to. */
interface PolicyStore {

    /** The newest change of each framework. */
    Uni<List<Change>> newest();

    /** The changes of one framework, newest first. */
    Uni<List<Change>> changes(FrameworkId framework, int limit);

    /**
     * Adds a change.
     *
     * @return false, and nothing is added, when its version does not follow on the newest one
     */
    Uni<Boolean> add(Change change);
}
