package dev.sluice.api;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.view.StatusView;
import dev.sluice.inventory.Inventory;
import dev.sluice.leading.Leadership;
import dev.sluice.moving.Operations;
import dev.sluice.suggesting.Suggestions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicReference;

/** A picture that a test sets: the feed's fixtures as the server's answer. */
@Alternative
@Singleton
public class FixtureStatus extends StatusAssembler {

    private final ObjectMapper mapper;
    private final AtomicReference<StatusView> status = new AtomicReference<>();

    FixtureStatus(
            Inventory inventory,
            Suggestions suggestions,
            Operations operations,
            Leadership leadership,
            Clock clock,
            ObjectMapper mapper) {
        super(inventory, suggestions, operations, leadership, clock);
        this.mapper = mapper;
        show("snapshot");
    }

    /** Shows {@code snapshot}, or {@code after}: the snapshot with the fixture {@code delta} applied. */
    public void show(String name) {
        try {
            var tree = (ObjectNode) fixture("snapshot").get("status");
            if (name.equals("after")) {
                var delta = fixture("delta");
                tree.set("at", delta.get("at"));
                for (var list : new String[] {"frameworks", "nodes"}) {
                    tree.get(list)
                            .forEach(record -> delta.at("/" + list + "/set").forEach(change -> {
                                if (change.get("id").equals(record.get("id"))) {
                                    ((ObjectNode) record).setAll((ObjectNode) change);
                                }
                            }));
                }
                tree.putArray("suggestions");
                tree.set("operations", delta.at("/operations/set"));
            }
            status.set(mapper.treeToValue(tree, StatusView.class));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public Uni<StatusView> status() {
        return Uni.createFrom().item(status.get());
    }

    private com.fasterxml.jackson.databind.JsonNode fixture(String name) throws IOException {
        try (var json = FixtureStatus.class.getResourceAsStream("/live/" + name + ".json")) {
            return mapper.readTree(json);
        }
    }
}
