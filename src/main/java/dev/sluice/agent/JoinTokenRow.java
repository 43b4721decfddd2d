package dev.sluice.agent;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code join_token}. Hibernate fills the fields. */
@Entity
@Table(name = "join_token")
@NullUnmarked
class JoinTokenRow {

    @Id
    @Column(name = "token_hash", columnDefinition = "text")
    String hash;

    @Column(columnDefinition = "text", nullable = false)
    String node;

    @Column(name = "issued_by", columnDefinition = "text", nullable = false)
    String issuedBy;

    @Column(name = "issued_at", nullable = false)
    Instant issuedAt;

    @Column(name = "expires_at", nullable = false)
    Instant expiresAt;

    @Column(name = "used_at")
    @Nullable
    Instant usedAt;
}
