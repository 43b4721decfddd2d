package dev.sluice.suggesting;

import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code decision}. Hibernate fills the fields. */
@Entity
@Table(name = "decision")
@NullUnmarked
class DecisionRow {

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(nullable = false, updatable = false)
    Instant at;

    /** OPENED, or the state in which an offer ended. */
    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String kind;

    @Column(updatable = false)
    @Nullable
    Long suggestion;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String actor;

    @Column(columnDefinition = "jsonb", nullable = false, updatable = false)
    JsonObject inputs;

    @Column(columnDefinition = "jsonb", nullable = false, updatable = false)
    JsonObject scores;

    @Column(columnDefinition = "jsonb", nullable = false, updatable = false)
    JsonObject thresholds;

    @Column(columnDefinition = "jsonb", nullable = false, updatable = false)
    JsonObject outcome;
}
