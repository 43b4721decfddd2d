package dev.sluice.suggesting;

import dev.sluice.alerting.Hints;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.OperationId;
import dev.sluice.planning.Suggestion;
import dev.sluice.pressure.Pressure;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;

/** Current scores, and the suggestions that came of them. */
public interface Suggestions {

    /** The newest score of every framework, by id. Never blocks. */
    List<Pressure> pressures();

    /** The whole nodes' worth of work of every framework whose need is known, by the newest score. Never blocks. */
    Map<FrameworkId, Double> needs();

    /** Pressure of every framework over the last 10 minutes, one value per tick, oldest first. Never blocks. */
    Map<FrameworkId, List<OptionalDouble>> history();

    /** What alerts hinted at when the newest plan was made. Never blocks. */
    Hints hints();

    /** The open ones, oldest first. Never blocks. */
    List<Offer> open();

    /** Open and past ones, newest first. */
    Uni<List<Offer>> recent(int limit);

    Uni<Optional<Offer>> find(String id);

    /**
     * Re-validates on the current picture and starts the operation.
     *
     * <p>Fails with {@link NotOpen}, or with {@code Operations.Rejected} when the pre-flight refuses.
     */
    Uni<Offer> approve(String id, String actor);

    Uni<Offer> reject(String id, String actor, String reason);

    /**
     * A suggestion on offer.
     *
     * @param id {@code s-} and a number
     * @param operation that carries it out, once approved
     */
    record Offer(
            String id,
            Suggestion suggestion,
            State state,
            Instant createdAt,
            Instant expiresAt,
            Optional<OperationId> operation) {

        /** OPEN until one of the others. */
        public enum State {
            OPEN,
            APPROVED,
            REJECTED,
            EXPIRED,
            SUPERSEDED
        }
    }

    /** Approving or rejecting what is unknown or no longer open. */
    final class NotOpen extends RuntimeException {
        private final boolean known;

        public NotOpen(String message, boolean known) {
            super(message);
            this.known = known;
        }

        /** Whether the suggestion exists and has merely ended. */
        public boolean known() {
            return known;
        }
    }
}
