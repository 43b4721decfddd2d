package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.suggesting.Pauses.Pause;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code pause}. Hibernate fills the fields. */
@Entity
@Table(name = "pause")
@NullUnmarked
class PauseRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long number;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String framework;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String reason;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String actor;

    @Column(nullable = false, updatable = false)
    Instant since;

    @Column(nullable = false, updatable = false)
    Instant until;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Column(name = "ended_by", columnDefinition = "text")
    @Nullable
    String endedBy;

    static PauseRow of(Pause pause) {
        var row = new PauseRow();
        row.framework = pause.framework().map(FrameworkId::value).orElse(null);
        row.reason = pause.reason();
        row.actor = pause.actor();
        row.since = pause.since();
        row.until = pause.until();
        return row;
    }

    Pause pause() {
        return new Pause(Optional.ofNullable(framework).map(FrameworkId::new), reason, actor, since, until);
    }
}
