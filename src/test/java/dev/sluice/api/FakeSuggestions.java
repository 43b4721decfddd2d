package dev.sluice.api;

import dev.sluice.alerting.Hints;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.moving.Operations;
import dev.sluice.pressure.Pressure;
import dev.sluice.suggesting.Suggestions;
import io.smallrye.mutiny.Uni;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.concurrent.CopyOnWriteArrayList;

/** Offers s-12, which is open; s-11 has expired; s-13 is refused by the pre-flight. Remembers who did what. */
@Alternative
@Singleton
class FakeSuggestions implements Suggestions {

    final List<String> done = new CopyOnWriteArrayList<>();

    @Override
    public List<Pressure> pressures() {
        return List.of(Samples.sparkPressure());
    }

    @Override
    public Map<FrameworkId, Double> needs() {
        return Map.of();
    }

    @Override
    public Map<FrameworkId, List<OptionalDouble>> history() {
        return Samples.history();
    }

    @Override
    public Hints hints() {
        return Hints.NONE;
    }

    @Override
    public List<Offer> open() {
        return List.of(Samples.offer(Offer.State.OPEN));
    }

    @Override
    public Uni<List<Offer>> recent(int limit) {
        return Uni.createFrom().item(List.of(Samples.offer(Offer.State.OPEN), Samples.offer(Offer.State.EXPIRED)));
    }

    @Override
    public Uni<Optional<Offer>> find(String id) {
        return Uni.createFrom()
                .item("s-12".equals(id) ? Optional.of(Samples.offer(Offer.State.OPEN)) : Optional.empty());
    }

    @Override
    public Uni<Offer> approve(String id, String actor) {
        return act(id, actor + " approves " + id, Offer.State.APPROVED);
    }

    @Override
    public Uni<Offer> reject(String id, String actor, String reason) {
        return act(id, actor + " rejects " + id + ": " + reason, Offer.State.REJECTED);
    }

    private Uni<Offer> act(String id, String what, Offer.State state) {
        return switch (id) {
            case "s-12" -> {
                done.add(what);
                yield Uni.createFrom().item(Samples.offer(state));
            }
            case "s-11" ->
                Uni.createFrom().failure(new NotOpen("Suggestion s-11 has expired; take a newer one.", true));
            case "s-13" ->
                Uni.createFrom()
                        .failure(new Operations.Rejected(List.of(
                                new Operations.Problem("floor", "YARN would have 0 nodes; its guarantee is 1."),
                                new Operations.Problem("agent-away", "The agent of node-2 is away."))));
            default -> Uni.createFrom().failure(new NotOpen("There is no suggestion " + id + ".", false));
        };
    }
}
