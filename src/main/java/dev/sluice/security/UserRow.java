package dev.sluice.security;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.hibernate.annotations.DynamicUpdate;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code user_account}. Hibernate fills the fields. */
@Entity
@DynamicUpdate
@Table(name = "user_account")
@NullUnmarked
class UserRow {

    @Id
    @Column(columnDefinition = "text")
    String name;

    @Column(columnDefinition = "text", nullable = false)
    String role;

    @Column(name = "password_hash", columnDefinition = "text", nullable = false)
    String passwordHash;

    @Column(name = "password_at", nullable = false)
    Instant passwordAt;

    @Column(name = "created_at", nullable = false, updatable = false)
    Instant createdAt;

    @Column(name = "created_by", columnDefinition = "text", nullable = false, updatable = false)
    String createdBy;

    @Column(name = "disabled_at")
    @Nullable
    Instant disabledAt;

    User user() {
        return new User(name, role, createdAt, createdBy, passwordAt, Optional.ofNullable(disabledAt));
    }
}
