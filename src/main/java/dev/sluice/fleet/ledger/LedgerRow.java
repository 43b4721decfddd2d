package dev.sluice.fleet.ledger;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code ledger}; only read through Hibernate, changed by conditional updates. */
@Entity
@Table(name = "ledger")
@NullUnmarked
class LedgerRow {

    @Id
    @Column(columnDefinition = "text")
    String node;

    @Column(columnDefinition = "text")
    @Nullable
    String owner;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "text", nullable = false)
    Ownership.State state;

    @Column(nullable = false)
    long epoch;

    @Column(columnDefinition = "text")
    @Nullable
    String operation;

    @Column(columnDefinition = "text")
    @Nullable
    String note;

    @Column(nullable = false)
    Instant since;

    @Column(name = "pin_actor", columnDefinition = "text")
    @Nullable
    String pinActor;

    @Column(name = "pin_reason", columnDefinition = "text")
    @Nullable
    String pinReason;

    @Column(name = "pinned_at")
    @Nullable
    Instant pinnedAt;

    Ownership ownership() {
        return new Ownership(
                new NodeId(node),
                Optional.ofNullable(owner).map(FrameworkId::new),
                state,
                epoch,
                Optional.ofNullable(operation).map(OperationId::new),
                Optional.ofNullable(note),
                since,
                pin(pinActor, pinReason, pinnedAt));
    }

    /** The database holds that all three are there, or none. */
    static Optional<Pin> pin(@Nullable String actor, @Nullable String reason, @Nullable Instant since) {
        return actor == null || reason == null || since == null
                ? Optional.empty()
                : Optional.of(new Pin(actor, reason, since));
    }
}
