package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.OperationId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code operation}; never changed. */
@Entity
@Table(name = "operation")
@NullUnmarked
class OperationRow {

    @Id
    long id;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String donor;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String taker;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String reason;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String actor;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    static OperationRow of(MoveJournal.Header header) {
        var row = new OperationRow();
        row.id = header.id().number();
        row.donor = header.from().map(FrameworkId::value).orElse(null);
        row.taker = header.to().map(FrameworkId::value).orElse(null);
        row.reason = header.reason();
        row.actor = header.actor();
        row.createdAt = header.createdAt();
        return row;
    }

    MoveJournal.Header header() {
        return new MoveJournal.Header(
                OperationId.of(id),
                Optional.ofNullable(donor).map(FrameworkId::new),
                Optional.ofNullable(taker).map(FrameworkId::new),
                reason,
                actor,
                createdAt);
    }
}
