package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code ledger_history}: what a ledger row became. */
@Entity
@Table(name = "ledger_history")
@NullUnmarked
class LedgerHistoryRow {

    @EmbeddedId
    Key key;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String owner;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "text", nullable = false, updatable = false)
    Ownership.State state;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String operation;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String note;

    @Column(nullable = false, updatable = false)
    Instant at;

    /** Epochs of one node only grow, so they number its history. */
    @Embeddable
    record Key(@Column(columnDefinition = "text") String node, long epoch) {}

    static LedgerHistoryRow of(Ownership now) {
        var row = new LedgerHistoryRow();
        row.key = new Key(now.node().value(), now.epoch());
        row.owner = now.owner().map(FrameworkId::value).orElse(null);
        row.state = now.state();
        row.operation = now.operation().map(OperationId::value).orElse(null);
        row.note = now.note().orElse(null);
        row.at = now.since();
        return row;
    }
}
