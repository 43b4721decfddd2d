package dev.sluice.agent;

import dev.sluice.fleet.FrameworkId;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code agent_wish}. Hibernate fills the fields. */
@Entity
@Table(name = "agent_wish")
@NullUnmarked
class WishRow {

    @Id
    @Column(columnDefinition = "text")
    String node;

    @Column(columnDefinition = "text")
    @Nullable
    String role;

    @Column(columnDefinition = "text")
    @Nullable
    String prepare;

    @Column(nullable = false)
    long epoch;

    @Column(nullable = false)
    long revision;

    @Column(nullable = false)
    Instant at;

    AgentWish wish() {
        return new AgentWish(
                Optional.ofNullable(role).map(FrameworkId::new),
                Optional.ofNullable(prepare).map(FrameworkId::new),
                epoch,
                revision);
    }
}
