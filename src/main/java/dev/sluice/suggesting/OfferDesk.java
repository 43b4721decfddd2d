package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.deciding.Decider.Decision;
import dev.sluice.moving.Operations;
import dev.sluice.planning.Pair;
import dev.sluice.planning.Suggestion;
import dev.sluice.suggesting.OfferStore.Ending;
import dev.sluice.suggesting.Suggestions.NotOpen;
import dev.sluice.suggesting.Suggestions.Offer;
import io.smallrye.mutiny.Uni;
import java.util.Optional;
import java.util.function.Supplier;
import org.jboss.logging.Logger;

/** Takes yes and no for an answer, from people and from automatic mode, and carries approvals to moving. */
final class OfferDesk {

    private static final Logger LOG = Logger.getLogger(OfferDesk.class);

    private final OfferStore store;
    private final Operations operations;
    private final Decider decider;
    private final Supplier<Uni<Decision>> decision;
    private final OpenOffers open;
    private final OfferBook book;
    private final Tally tally;

    /** @param decision a plan on what is seen now */
    OfferDesk(
            OfferStore store,
            Operations operations,
            Decider decider,
            Supplier<Uni<Decision>> decision,
            OpenOffers open,
            OfferBook book,
            Tally tally) {
        this.store = store;
        this.operations = operations;
        this.decider = decider;
        this.decision = decision;
        this.open = open;
        this.book = book;
        this.tally = tally;
    }

    /** See {@link Suggestions#approve}. */
    Uni<Offer> approve(String id, String actor) {
        return openOffer(id).chain(offer -> decision.get().chain(now -> approve(offer, actor, now)));
    }

    private Uni<Offer> approve(Offer shown, String actor, Decision now) {
        Optional<String> objection = decider.objection(shown.suggestion(), now);
        if (objection.isPresent()) {
            String note = "it no longer holds: " + objection.get();
            return answer(new Ending(shown, Offer.State.SUPERSEDED, now.look().at(), actor, note, now))
                    .chain(() -> Uni.createFrom()
                            .failure(new NotOpen("Suggestion " + shown.id() + " was withdrawn; " + note, true)));
        }
        Offer offer = Decider.current(shown.suggestion(), now)
                .flatMap(current -> OfferBook.refreshed(shown, current))
                .orElse(shown);
        Ending approval = new Ending(offer, Offer.State.APPROVED, now.look().at(), actor, "approved by " + actor, now);
        return Uni.createFrom().deferred(() -> {
            open.starts();
            return answer(approval)
                    .chain(() -> carryOut(offer, actor))
                    .onTermination()
                    .invoke(open::started);
        });
    }

    private Uni<Offer> carryOut(Offer offer, String actor) {
        Suggestion suggestion = offer.suggestion();
        Operations.Request request = new Operations.Request(
                suggestion.from(),
                Optional.of(suggestion.to()),
                suggestion.nodes().size(),
                suggestion.nodes(),
                suggestion.reason());
        return operations
                .start(request, actor)
                .onFailure()
                .call(refused -> store.reopen(offer.id())
                        .invoke(open::doubt)
                        .onFailure()
                        .invoke(e -> LOG.warnf("suggestion %s stays approved without an operation: %s", offer.id(), e))
                        .onFailure()
                        .recoverWithNull())
                .chain(operation -> store.started(offer.id(), operation.id())
                        .replaceWith(new Offer(
                                offer.id(),
                                suggestion,
                                Offer.State.APPROVED,
                                offer.createdAt(),
                                offer.expiresAt(),
                                Optional.of(operation.id()))));
    }

    Uni<Offer> reject(String id, String actor, String reason) {
        return openOffer(id).chain(offer -> decision.get()
                .chain(now -> answer(new Ending(
                                offer, Offer.State.REJECTED, now.look().at(), actor, reason, now))
                        .invoke(() -> book.rejected(
                                Pair.of(offer.suggestion()), now.look().at())))
                .replaceWith(() -> new Offer(
                        offer.id(),
                        offer.suggestion(),
                        Offer.State.REJECTED,
                        offer.createdAt(),
                        offer.expiresAt(),
                        Optional.empty())));
    }

    /** Ends an offer, or fails with {@link NotOpen} when somebody was faster. */
    private Uni<Void> answer(Ending ending) {
        String id = ending.offer().id();
        return store.end(ending).chain(ended -> {
            open.answered(id);
            if (ended) {
                tally.ended(ending.state());
                return Uni.createFrom().voidItem();
            }
            return Uni.createFrom().failure(new NotOpen("Suggestion " + id + " has just been answered.", true));
        });
    }

    private Uni<Offer> openOffer(String id) {
        return store.find(id).map(found -> {
            Offer offer = found.orElseThrow(() -> new NotOpen("There is no suggestion " + id + ".", false));
            if (offer.state() != Offer.State.OPEN) {
                throw new NotOpen("Suggestion " + id + " is no longer open: it is " + offer.state() + ".", true);
            }
            return open.fresh(offer);
        });
    }
}
