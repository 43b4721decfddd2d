package dev.sluice.suggesting;

import dev.sluice.alerting.Hints;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.OperationId;
import dev.sluice.planning.Pair;
import dev.sluice.suggesting.Suggestions.Offer;
import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** Offers in memory, with the same compare-and-set and the same rule of one open offer per pair as in PostgreSQL. */
final class MemoryOffers implements OfferStore {

    final Map<Long, Offer> rows = new TreeMap<>();
    final Map<Long, Instant> rejected = new HashMap<>();
    private final Map<Long, Instant> answered = new HashMap<>();
    final List<String> decisions = new ArrayList<>();
    final List<String> notes = new ArrayList<>();
    final List<Pauses.Pause> paused = new ArrayList<>();
    Hints hints = Hints.NONE;
    final Set<FrameworkId> confirmed = new HashSet<>();
    private long last;

    @Override
    public Uni<List<Offer>> open() {
        return Uni.createFrom().item(() -> rows.values().stream()
                .filter(o -> o.state() == Offer.State.OPEN)
                .toList());
    }

    @Override
    public Uni<List<Offer>> recent(int limit) {
        return Uni.createFrom().item(() -> List.copyOf(rows.values()).reversed().stream()
                .limit(limit)
                .toList());
    }

    @Override
    public Uni<Optional<Offer>> find(String id) {
        return Uni.createFrom().item(() -> Optional.ofNullable(rows.get(number(id))));
    }

    @Override
    public Uni<List<Pauses.Pause>> pauses(Instant now) {
        return Uni.createFrom()
                .item(() -> paused.stream().filter(p -> p.until().isAfter(now)).toList());
    }

    @Override
    public Uni<Hints> hints(Instant now) {
        return Uni.createFrom().item(() -> hints);
    }

    @Override
    public Uni<Void> confirmed(Set<FrameworkId> frameworks, Instant now) {
        return Uni.createFrom().item(() -> confirmed.addAll(frameworks)).replaceWithVoid();
    }

    @Override
    public Uni<Map<Pair, Instant>> rejections(Instant since) {
        return Uni.createFrom().item(() -> {
            Map<Pair, Instant> all = new HashMap<>();
            rejected.forEach((n, at) -> {
                if (at.isAfter(since)) {
                    all.put(Pair.of(row(n).suggestion()), at);
                }
            });
            return all;
        });
    }

    @Override
    public Uni<List<Offer>> apply(Changes changes) {
        return Uni.createFrom().item(() -> {
            changes.ends().forEach(this::endNow);
            List<Offer> opened = new ArrayList<>();
            for (Opening opening : changes.opens()) {
                Pair pair = Pair.of(opening.suggestion());
                if (rows.values().stream()
                        .anyMatch(o -> o.state() == Offer.State.OPEN
                                && Pair.of(o.suggestion()).equals(pair))) {
                    throw new IllegalStateException("second open offer for " + pair);
                }
                Offer offer = new Offer(
                        "s-" + ++last,
                        opening.suggestion(),
                        Offer.State.OPEN,
                        changes.at(),
                        opening.expiresAt(),
                        Optional.empty());
                rows.put(last, offer);
                decisions.add("OPENED " + offer.id());
                opened.add(offer);
            }
            return opened;
        });
    }

    @Override
    public Uni<Boolean> end(Ending ending) {
        return Uni.createFrom().item(() -> endNow(ending));
    }

    private boolean endNow(Ending ending) {
        Long number = number(ending.offer().id());
        if (row(number).state() != Offer.State.OPEN) {
            return false;
        }
        rows.put(number, with(ending.offer(), ending.state(), Optional.empty()));
        decisions.add(ending.state() + " " + ending.offer().id() + " by " + ending.actor());
        notes.add(ending.note());
        answered.put(number, ending.at());
        if (ending.state() == Offer.State.REJECTED) {
            rejected.put(number, ending.at());
        }
        return true;
    }

    @Override
    public Uni<Void> started(String id, OperationId operation) {
        return Uni.createFrom().item(() -> {
            rows.put(number(id), with(row(number(id)), Offer.State.APPROVED, Optional.of(operation)));
            return null;
        });
    }

    @Override
    public Uni<Void> reopen(String id) {
        return Uni.createFrom().item(() -> {
            rows.put(number(id), with(row(number(id)), Offer.State.OPEN, Optional.empty()));
            return null;
        });
    }

    @Override
    public Uni<Void> settleAbandoned(Instant at) {
        return Uni.createFrom().item(() -> {
            rows.replaceAll((n, o) -> o.state() == Offer.State.APPROVED
                            && o.operation().isEmpty()
                            && !Optional.ofNullable(answered.get(n))
                                    .orElseThrow()
                                    .isAfter(at.minusSeconds(60))
                    ? with(o, Offer.State.SUPERSEDED, Optional.empty())
                    : o);
            return null;
        });
    }

    private Offer row(Long number) {
        return Optional.ofNullable(rows.get(number)).orElseThrow();
    }

    private static Long number(String id) {
        return SuggestionRow.number(id).orElse(-1L);
    }

    private static Offer with(Offer offer, Offer.State state, Optional<OperationId> operation) {
        return new Offer(offer.id(), offer.suggestion(), state, offer.createdAt(), offer.expiresAt(), operation);
    }
}
