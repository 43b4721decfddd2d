package dev.sluice.suggesting;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.id;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.deciding.Decider;
import dev.sluice.deciding.Decider.Decision;
import dev.sluice.deciding.Past;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.ledger.Transactions;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.Pair;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.server.PostgresResource;
import dev.sluice.suggesting.OfferStore.Changes;
import dev.sluice.suggesting.OfferStore.Ending;
import dev.sluice.suggesting.OfferStore.Opening;
import dev.sluice.suggesting.Suggestions.Offer;
import io.quarkus.test.common.WithTestResource;
import io.quarkus.test.junit.QuarkusTest;
import io.smallrye.mutiny.Uni;
import io.vertx.core.json.JsonObject;
import jakarta.inject.Inject;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

@QuarkusTest
@WithTestResource(PostgresResource.class)
class PostgresOffersTest {

    @Inject
    PostgresOffers store;

    @Inject
    Decisions decisions;

    @Inject
    PlanningConfig config;

    @Inject
    Transactions transactions;

    @BeforeEach
    void empty() {
        get(transactions.in(s -> s.createMutationQuery("delete from DecisionRow")
                .executeUpdate()
                .chain(() -> s.createMutationQuery("delete from SuggestionRow").executeUpdate())));
    }

    @Test
    void keepsOffersAndDecisionsToTheByte() {
        // Given
        Decision decision = decision();
        // When
        Offer opened = open(decision);
        // Then
        assertThat(opened.id()).matches("s-[0-9]+");
        assertThat(get(store.open())).containsExactly(opened);
        assertThat(get(store.find(opened.id()))).hasValue(opened);
        assertThat(opened.suggestion())
                .isEqualTo(decision.outcome().suggestions().getFirst());
        assertThat(get(store.find("s-999999"))).isEmpty();
        assertThat(get(store.find("nonsense"))).isEmpty();
        Decisions.Kept kept = get(decisions.recent(Optional.empty(), 10)).getFirst();
        assertThat(kept.suggestion()).hasValue(opened.id());
        assertThat(kept.inputs()).containsKey("frameworks");
        assertThat(get(decisions.find(kept.number()))).hasValue(kept);
        assertThat(get(decisions.recent(Optional.of(kept.number()), 10))).isEmpty();
        DecisionRow row = get(transactions.in(s ->
                s.createSelectionQuery("from DecisionRow", DecisionRow.class).getSingleResult()));
        assertThat(row.kind).isEqualTo("OPENED");
        assertThat(new JsonObject(row.scores).getJsonObject("spark").getDouble("pressure"))
                .isEqualTo(2.4);
        assertThat(new JsonObject(row.thresholds).getDouble("gainGate")).isEqualTo(0.5);
        assertThat(new JsonObject(row.outcome).getJsonArray("weighed")).hasSize(1);
        assertThat(new JsonObject(row.inputs).getJsonArray("frameworks")).hasSize(2);
    }

    @Test
    void onePairHasOneOpenOffer() {
        // Given
        Decision decision = decision();
        open(decision);
        // When, Then
        assertThatThrownBy(() -> open(decision)).hasMessageContaining("suggestion_open");
        assertThat(get(store.open())).hasSize(1);
    }

    @Test
    void ofTwoAnswersOneWins() {
        // Given
        Decision decision = decision();
        Offer offer = open(decision);
        // When
        boolean first = get(store.end(new Ending(offer, Offer.State.REJECTED, NOW, "ann", "no", decision)));
        boolean second = get(store.end(new Ending(offer, Offer.State.APPROVED, NOW, "bob", "yes", decision)));
        // Then
        assertThat(first).isTrue();
        assertThat(second).isFalse();
        assertThat(get(store.find(offer.id())).orElseThrow().state()).isEqualTo(Offer.State.REJECTED);
        assertThat(get(store.rejections(NOW.minusSeconds(1))))
                .containsExactly(Map.entry(new Pair(Optional.of(id("yarn")), id("spark")), NOW));
        assertThat(get(store.rejections(NOW.plusSeconds(1)))).isEmpty();
    }

    @Test
    void replacesWithinOneTransaction() {
        // Given
        Decision decision = decision();
        Offer offer = open(decision);
        // When
        Offer next = get(store.apply(new Changes(
                        NOW,
                        List.of(new Ending(offer, Offer.State.SUPERSEDED, NOW, "sluice", "changed", decision)),
                        List.of(opening(decision)),
                        decision)))
                .getFirst();
        // Then
        assertThat(get(store.open())).containsExactly(next);
        assertThat(get(store.recent(10))).extracting(Offer::id).containsExactly(next.id(), offer.id());
    }

    @Test
    void anApprovalGetsItsOperationOrOpensAgain() {
        // Given
        Decision decision = decision();
        Offer offer = open(decision);
        get(store.end(new Ending(offer, Offer.State.APPROVED, NOW, "ann", "yes", decision)));
        // When
        get(store.reopen(offer.id()));
        // Then
        assertThat(get(store.open())).hasSize(1);
        // When
        get(store.end(new Ending(offer, Offer.State.APPROVED, NOW, "ann", "yes", decision)));
        get(store.started(offer.id(), OperationId.of(7)));
        get(store.settleAbandoned(NOW.plusSeconds(60)));
        get(store.reopen(offer.id()));
        // Then
        Offer approved = get(store.find(offer.id())).orElseThrow();
        assertThat(approved.state()).isEqualTo(Offer.State.APPROVED);
        assertThat(approved.operation()).hasValue(OperationId.of(7));
    }

    @Test
    void anApprovalWithoutAnOperationIsSettled() {
        // Given
        Decision decision = decision();
        Offer offer = open(decision);
        get(store.end(new Ending(offer, Offer.State.APPROVED, NOW, "ann", "yes", decision)));
        // When
        get(store.settleAbandoned(NOW.plusSeconds(59)));
        // Then another server may still be starting it
        assertThat(get(store.find(offer.id())).orElseThrow().state()).isEqualTo(Offer.State.APPROVED);
        // When
        get(store.settleAbandoned(NOW.plusSeconds(60)));
        // Then
        assertThat(get(store.find(offer.id())).orElseThrow().state()).isEqualTo(Offer.State.SUPERSEDED);
    }

    private Offer open(Decision decision) {
        return get(store.apply(new Changes(NOW, List.of(), List.of(opening(decision)), decision)))
                .getFirst();
    }

    private static Opening opening(Decision decision) {
        return new Opening(decision.outcome().suggestions().getFirst(), NOW.plus(Duration.ofHours(24)));
    }

    private Decision decision() {
        FleetPicture picture = new Pictures(NOW)
                .framework("spark", policy(0, 3, 100), 7.2, 3)
                .framework("yarn", policy(0, 3, 100), 1, 3)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3")
                .build();
        Past past = Past.NOTHING;
        Decider decider = new Decider(config);
        Decision decision = decider.decide(decider.look(picture, NOW), past);
        for (int i = 1; i < config.evidence(); i++) {
            decision = decider.decide(decider.look(picture, NOW), past);
        }
        return decision;
    }

    private static <T extends @org.jspecify.annotations.Nullable Object> T get(Uni<T> answer) {
        return answer.await().atMost(Duration.ofSeconds(30));
    }
}
