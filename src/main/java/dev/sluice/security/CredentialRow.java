package dev.sluice.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/**
 * One row of table {@code credential}. Hibernate fills the fields.
 *
 * <p>Only changed columns are written: noting a use must not write back a row that was revoked meanwhile.
 */
@Entity
@DynamicUpdate
@Table(name = "credential")
@NullUnmarked
class CredentialRow {

    private static final Pattern SPACE = Pattern.compile(" ");

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String subject;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "text", nullable = false, updatable = false)
    Credential.Kind kind;

    /** Sorted, separated by one space. */
    @Column(columnDefinition = "text", nullable = false, updatable = false)
    String roles;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String name;

    @Column(name = "issued_by", columnDefinition = "text", updatable = false)
    @Nullable
    String issuedBy;

    @Column(name = "secret_hash", columnDefinition = "text", nullable = false, updatable = false)
    String secretHash;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "expires_at", updatable = false)
    @Nullable
    Instant expiresAt;

    @Column(name = "revoked_at")
    @Nullable
    Instant revokedAt;

    @Column(name = "last_used_at")
    @Nullable
    Instant lastUsedAt;

    static CredentialRow of(
            String subject,
            Credential.Kind kind,
            Set<String> roles,
            String secretHash,
            Instant now,
            Optional<Instant> expiresAt) {
        var row = new CredentialRow();
        row.subject = subject;
        row.kind = kind;
        row.roles = String.join(" ", new TreeSet<>(roles));
        row.secretHash = secretHash;
        row.createdAt = now;
        row.expiresAt = expiresAt.orElse(null);
        return row;
    }

    boolean goodAt(Instant now) {
        return revokedAt == null && (expiresAt == null || now.isBefore(expiresAt));
    }

    Credential credential() {
        return new Credential(
                id,
                subject,
                kind,
                SPACE.splitAsStream(roles).filter(r -> !r.isEmpty()).collect(Collectors.toSet()),
                name == null ? "" : name,
                Optional.ofNullable(issuedBy),
                createdAt,
                Optional.ofNullable(expiresAt),
                Optional.ofNullable(lastUsedAt));
    }
}
