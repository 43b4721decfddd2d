package dev.sluice.suggesting;

import dev.sluice.alerting.Hints;
import dev.sluice.deciding.Decider;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.OperationId;
import dev.sluice.planning.Pair;
import dev.sluice.planning.Suggestion;
import dev.sluice.suggesting.Suggestions.Offer;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** Where offers and decisions are kept. A change of state is a compare-and-set on OPEN. */
interface OfferStore {

    /** The open ones, oldest first. */
    Uni<List<Offer>> open();

    /** Open and past ones, newest first. */
    Uni<List<Offer>> recent(int limit);

    Uni<Optional<Offer>> find(String id);

    /** The pauses that hold at {@code now}. */
    Uni<List<Pauses.Pause>> pauses(Instant now);

    /** What alerts hint at, at {@code now}. */
    Uni<Hints> hints(Instant now);

    /** Notes that the metrics of these frameworks confirm what alerts hint at. */
    Uni<Void> confirmed(Set<FrameworkId> frameworks, Instant now);

    /** When each pair was last rejected, as far back as {@code since}. */
    Uni<Map<Pair, Instant>> rejections(Instant since);

    /** Ends and opens offers, and keeps the decision that led there; all or nothing. Answers with what was opened. */
    Uni<List<Offer>> apply(Changes changes);

    /**
     * Ends an open offer.
     *
     * @return false, and nothing is done, when the offer is not open
     */
    Uni<Boolean> end(Ending ending);

    /** Notes the operation of an approved offer. */
    Uni<Void> started(String id, OperationId operation);

    /** Opens an approved offer again that came to no operation. */
    Uni<Void> reopen(String id);

    /** Ends offers that were approved a minute before {@code at} and came to no operation, because the server died then. */
    Uni<Void> settleAbandoned(Instant at);

    /**
     * How one offer ended.
     *
     * @param actor who ended it
     * @param note why, for people
     */
    record Ending(Offer offer, Offer.State state, Instant at, String actor, String note, Decider.Decision decision) {}

    /** What one plan changes; {@code ends} happen first. */
    record Changes(Instant at, List<Ending> ends, List<Opening> opens, Decider.Decision decision) {}

    /** A suggestion that goes on offer. */
    record Opening(Suggestion suggestion, Instant expiresAt) {}
}
