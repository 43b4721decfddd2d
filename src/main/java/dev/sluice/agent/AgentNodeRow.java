package dev.sluice.agent;

import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code agent_node}. Hibernate fills the fields. */
@Entity
@Table(name = "agent_node")
@NullUnmarked
class AgentNodeRow {

    @Id
    @Column(columnDefinition = "text")
    String node;

    /** Capacity, rack, labels and members, as {@link AgentFrames} writes them. */
    @Column(columnDefinition = "text", nullable = false)
    String description;

    @Column(columnDefinition = "text")
    @Nullable
    String role;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "text", nullable = false)
    AgentReport.RoleState state;

    @Column(nullable = false)
    long epoch;

    @Column(columnDefinition = "text", nullable = false)
    String proof;

    @Column(nullable = false)
    Instant at;
}
