package dev.sluice.inventory;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.Policies.Change;
import io.smallrye.mutiny.Uni;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** Changes of policies in memory, with the same rule of versions as in PostgreSQL. */
final class MemoryPolicies implements PolicyStore {

    final List<Change> rows = new ArrayList<>();
    boolean away;

    @Override
    public Uni<List<Change>> newest() {
        return Uni.createFrom().item(() -> {
            if (away) {
                throw new IllegalStateException("the database is away");
            }
            Map<FrameworkId, Change> newest = new LinkedHashMap<>();
            rows.forEach(row -> newest.put(row.framework(), row));
            return List.copyOf(newest.values());
        });
    }

    @Override
    public Uni<List<Change>> changes(FrameworkId framework, int limit) {
        return Uni.createFrom().item(() -> rows.reversed().stream()
                .filter(row -> row.framework().equals(framework))
                .limit(limit)
                .toList());
    }

    @Override
    public Uni<Boolean> add(Change change) {
        return Uni.createFrom().item(() -> {
            long known = rows.stream()
                    .filter(row -> row.framework().equals(change.framework()))
                    .count();
            return known == change.version() - 1 && rows.add(change);
        });
    }
}
