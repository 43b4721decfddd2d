package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
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

    @Column(name = "pin_actor", columnDefinition = "text", updatable = false)
    @Nullable
    String pinActor;

    @Column(name = "pin_reason", columnDefinition = "text", updatable = false)
    @Nullable
    String pinReason;

    @Column(name = "pinned_at", updatable = false)
    @Nullable
    Instant pinnedAt;

    /** Epochs of one node only grow, so they number its history. */
    @Embeddable
    record Key(@Column(columnDefinition = "text") String node, long epoch) {}

    /** A change of which the row itself tells why and when. */
    static LedgerHistoryRow of(Ownership now) {
        return of(now, now.note(), now.since());
    }

    static LedgerHistoryRow of(Ownership now, Optional<String> note, Instant at) {
        var row = new LedgerHistoryRow();
        row.key = new Key(now.node().value(), now.epoch());
        row.owner = now.owner().map(FrameworkId::value).orElse(null);
        row.state = now.state();
        row.operation = now.operation().map(OperationId::value).orElse(null);
        row.note = note.orElse(null);
        row.at = at;
        row.pinActor = now.pin().map(Pin::actor).orElse(null);
        row.pinReason = now.pin().map(Pin::reason).orElse(null);
        row.pinnedAt = now.pin().map(Pin::since).orElse(null);
        return row;
    }

    Ledger.Past past() {
        return new Ledger.Past(
                new Ownership(
                        new NodeId(key.node()),
                        Optional.ofNullable(owner).map(FrameworkId::new),
                        state,
                        key.epoch(),
                        Optional.ofNullable(operation).map(OperationId::new),
                        Optional.ofNullable(note),
                        at,
                        LedgerRow.pin(pinActor, pinReason, pinnedAt)),
                at);
    }
}
