package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.OperationId;
import dev.sluice.planning.Pair;
import dev.sluice.planning.Suggestion;
import dev.sluice.suggesting.Suggestions.Offer;
import io.vertx.core.json.JsonObject;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.SequenceGenerator;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.JdbcTypeCode;
import org.hibernate.type.SqlTypes;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code suggestion}. Hibernate fills the fields. */
@Entity
@Table(name = "suggestion")
@NullUnmarked
class SuggestionRow {

    @Id
    @GeneratedValue(strategy = GenerationType.SEQUENCE, generator = "suggestion_number")
    @SequenceGenerator(name = "suggestion_number", sequenceName = "suggestion_number", allocationSize = 1)
    Long number;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String donor;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String taker;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "text", nullable = false)
    Offer.State state;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "expires_at", nullable = false, updatable = false)
    Instant expiresAt;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Nullable
    Long operation;

    @Column(columnDefinition = "text")
    @Nullable
    String actor;

    @Column(columnDefinition = "text")
    @Nullable
    String note;

    @JdbcTypeCode(SqlTypes.JSON)
    @Column(columnDefinition = "jsonb", nullable = false)
    String body;

    static SuggestionRow of(Suggestion suggestion, Instant createdAt, Instant expiresAt) {
        var row = new SuggestionRow();
        row.donor = suggestion.from().map(FrameworkId::value).orElse(null);
        row.taker = suggestion.to().value();
        row.state = Offer.State.OPEN;
        row.createdAt = createdAt;
        row.expiresAt = expiresAt;
        row.body = SuggestionJson.write(suggestion).encode();
        return row;
    }

    static Optional<Long> number(String id) {
        return id.matches("s-[1-9][0-9]{0,17}") ? Optional.of(Long.parseLong(id.substring(2))) : Optional.empty();
    }

    Pair pair() {
        return new Pair(Optional.ofNullable(donor).map(FrameworkId::new), new FrameworkId(taker));
    }

    Offer offer() {
        return new Offer(
                "s-" + number,
                SuggestionJson.read(new JsonObject(body)),
                state,
                createdAt,
                expiresAt,
                Optional.ofNullable(operation).map(OperationId::of));
    }
}
