package dev.sluice.suggesting;

import dev.sluice.suggesting.Suggestions.Offer;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What is on offer, as far as this server knows: what the last tick left, less what was answered since. Thread-safe. */
final class OpenOffers {

    private final AtomicLong answers = new AtomicLong();
    /** Approvals whose operation is not journalled yet: until then a plan would suggest the same again. */
    private final AtomicInteger starting = new AtomicInteger();

    private volatile List<Offer> offers = List.of();
    private volatile boolean known;

    /** Oldest first. */
    List<Offer> list() {
        return offers;
    }

    void replace(List<Offer> newest) {
        offers = List.copyOf(newest);
    }

    /** An open offer with the numbers of the last tick. */
    Offer fresh(Offer stored) {
        return stored.state() != Offer.State.OPEN
                ? stored
                : offers.stream()
                        .filter(o -> o.id().equals(stored.id()))
                        .findFirst()
                        .orElse(stored);
    }

    /** Whether this is what the store has. */
    boolean known() {
        return known;
    }

    void know() {
        known = true;
    }

    /** Another server may have answered an offer, or this one does not know what became of a call. */
    void doubt() {
        known = false;
    }

    /** Grows with each approval and rejection; a tick that began before one drops what it found. */
    long answers() {
        return answers.get();
    }

    void answered(String id) {
        answers.incrementAndGet();
        offers = offers.stream().filter(o -> !o.id().equals(id)).toList();
    }

    boolean starting() {
        return starting.get() > 0;
    }

    void starts() {
        starting.incrementAndGet();
    }

    void started() {
        answers.incrementAndGet();
        starting.decrementAndGet();
    }
}
