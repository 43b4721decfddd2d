package dev.sluice.moving;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import jakarta.persistence.Column;
import jakarta.persistence.Embeddable;
import jakarta.persistence.EmbeddedId;
import jakarta.persistence.Entity;
import jakarta.persistence.EnumType;
import jakarta.persistence.Enumerated;
import jakarta.persistence.Table;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.NullUnmarked;
import org.jspecify.annotations.Nullable;

/** One row of table {@code move}: the route, a wish, and a cache of the state. */
@Entity
@Table(name = "move")
@NullUnmarked
class MoveRow {

    @EmbeddedId
    Key key;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String donor;

    @Column(name = "donor_member", columnDefinition = "text", updatable = false)
    @Nullable
    String donorMember;

    @Column(columnDefinition = "text", updatable = false)
    @Nullable
    String taker;

    @Column(name = "taker_member", columnDefinition = "text", updatable = false)
    @Nullable
    String takerMember;

    @Column(name = "resumes_in_place", nullable = false, updatable = false)
    boolean resumesInPlace;

    @Column(name = "planned_at", nullable = false, updatable = false)
    Instant plannedAt;

    @Column(columnDefinition = "text", nullable = false)
    String state;

    @Column(name = "ended_at")
    @Nullable
    Instant endedAt;

    @Enumerated(EnumType.STRING)
    @Column(columnDefinition = "text")
    Control.@Nullable Kind wish;

    @Column(name = "wish_actor", columnDefinition = "text")
    @Nullable
    String wishActor;

    @Column(name = "wish_reason", columnDefinition = "text")
    @Nullable
    String wishReason;

    @Column(name = "wish_seconds")
    @Nullable
    Long wishSeconds;

    /** A node is at most once in an operation. */
    @Embeddable
    record Key(
            long operation,
            @Column(columnDefinition = "text") String node) {}

    static MoveRow of(Route route, Instant plannedAt) {
        var row = new MoveRow();
        row.key = new Key(route.operation().number(), route.node().value());
        row.donor = route.donor().map(FrameworkId::value).orElse(null);
        row.donorMember = route.from().map(Route.End::member).orElse(null);
        row.taker = route.taker().map(FrameworkId::value).orElse(null);
        row.takerMember = route.to().map(Route.End::member).orElse(null);
        row.resumesInPlace = route.resumesInPlace();
        row.plannedAt = plannedAt;
        row.state = MoveState.planned(route, plannedAt).name();
        return row;
    }

    Route route() {
        return new Route(
                OperationId.of(key.operation()),
                new NodeId(key.node()),
                end(donor, donorMember),
                end(taker, takerMember),
                resumesInPlace);
    }

    private static Optional<Route.End> end(@Nullable String framework, @Nullable String member) {
        return framework == null || member == null
                ? Optional.empty()
                : Optional.of(new Route.End(new FrameworkId(framework), member));
    }

    Optional<Wish> wish() {
        if (wish == null) {
            return Optional.empty();
        }
        Control control = new Control(wish, Optional.ofNullable(wishSeconds).map(Duration::ofSeconds));
        return Optional.of(new Wish(control, wishActor, wishReason));
    }
}
