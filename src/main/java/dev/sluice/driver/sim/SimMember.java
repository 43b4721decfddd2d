package dev.sluice.driver.sim;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation;
import dev.sluice.fleet.Resources;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** One node as its simulated framework keeps it. Guarded by the framework's lock. */
final class SimMember {

    /** Pieces of work that fit on a node. */
    static final int ROOM = 8;

    final String name;

    private final Duration drain;
    private final boolean stuck;

    /** Whether its worker runs. */
    boolean worker;

    /** It was let go of: a worker that starts is turned away until it is admitted. */
    boolean released;

    /** Pieces of work; of a draining member those that it had when its drain began. */
    int pieces;

    private Optional<String> drainReason = Optional.empty();
    private Instant drainBegan = Instant.EPOCH;

    /** @param stuck whether the last piece of work outlasts every drain */
    SimMember(String name, Duration drain, boolean stuck) {
        this.name = name;
        // One node's work is longer than another's.
        this.drain = drain.multipliedBy((long) (50 + 100 * SimChance.of("drain", name)))
                .dividedBy(100);
        this.stuck = stuck;
    }

    Presence presence() {
        if (!worker || released) {
            return Presence.ABSENT;
        }
        return drainReason.isPresent() ? Presence.DRAINING : Presence.SERVING;
    }

    Optional<String> drainReason() {
        return drainReason;
    }

    void drain(String reason, Instant now) {
        if (drainReason.isEmpty()) {
            drainBegan = now;
        }
        drainReason = Optional.of(reason);
    }

    /** Takes new work again; what still runs runs on. */
    void resume(Instant now) {
        pieces = running(now);
        drainReason = Optional.empty();
        released = false;
    }

    /** Pieces of work that run now: while it drains, they end one after the other. */
    int running(Instant now) {
        if (drainReason.isEmpty() || pieces == 0) {
            return worker ? pieces : 0;
        }
        double each = drain.toMillis() / (double) ROOM;
        int ended = (int) (Duration.between(drainBegan, now).toMillis() / Math.max(1, each));
        return Math.max(stuck ? 1 : 0, pieces - ended);
    }

    Duration left(Instant now) {
        Duration end = drain.multipliedBy(pieces).dividedBy(ROOM);
        Duration left = end.minus(Duration.between(drainBegan, now));
        return left.isNegative() ? Duration.ZERO : left;
    }

    boolean isStuck() {
        return stuck;
    }

    void endWork() {
        pieces = 0;
    }

    Observation.Member seen(Resources node, Instant now) {
        int running = running(now);
        return new Observation.Member(
                name,
                presence(),
                node,
                node.times((double) running / ROOM),
                running,
                drainReason.map(SimMember::shown));
    }

    private static String shown(String reason) {
        return DrainMark.parse(reason).map(mark -> mark.operation().mark()).orElse(reason);
    }
}
