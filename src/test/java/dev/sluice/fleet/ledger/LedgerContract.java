package dev.sluice.fleet.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.leading.Deposed;
import dev.sluice.leading.Term;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What every ledger keeps. A new one adds a subclass. Nodes are new in each test, so a shared database is fine. */
abstract class LedgerContract {

    private static final FrameworkId YARN = new FrameworkId("yarn");
    private static final FrameworkId SPARK = new FrameworkId("spark");
    private static final OperationId OP = OperationId.of(7);

    abstract Ledger ledger();

    /** The one that is current. */
    abstract Term term();

    /** Another server takes over: {@link #term} is a later one from now on. */
    abstract void depose();

    abstract List<Ownership> history(NodeId node);

    private static NodeId fresh() {
        return new NodeId("node-" + java.util.UUID.randomUUID());
    }

    static <T> T get(Uni<T> uni) {
        return uni.await().atMost(Duration.ofSeconds(30));
    }

    private static Ownership done(Ledger.Change change) {
        assertThat(change).isInstanceOf(Ledger.Change.Done.class);
        return ((Ledger.Change.Done) change).now();
    }

    @Test
    void aNodeIsEnteredOnce() {
        // Given
        NodeId node = fresh();
        Ownership first = get(ledger().enter(node, Optional.of(YARN)));

        // When
        Ownership second = get(ledger().enter(node, Optional.of(SPARK)));

        // Then
        assertThat(first.epoch()).isEqualTo(1);
        assertThat(first.owner()).contains(YARN);
        assertThat(second.owner()).contains(YARN);
        assertThat(second.epoch()).isEqualTo(1);
        assertThat(history(node)).hasSize(1);
    }

    @Test
    void aNodeGoesFromOwnerToOwnerWithAGrowingEpoch() {
        // Given
        NodeId node = fresh();
        Ownership entered = get(ledger().enter(node, Optional.of(YARN)));

        // When
        Ownership claimed = done(get(ledger().claim(term(), entered, OP)));
        Ownership handedOver = done(get(ledger().handOver(term(), claimed, Optional.of(SPARK))));
        Ownership settled = done(get(ledger().settle(term(), handedOver)));

        // Then
        assertThat(claimed.owner()).contains(YARN);
        assertThat(claimed.state()).isEqualTo(Ownership.State.MOVING);
        assertThat(claimed.operation()).contains(OP);
        assertThat(handedOver.owner()).contains(SPARK);
        assertThat(settled.state()).isEqualTo(Ownership.State.SETTLED);
        assertThat(settled.operation()).isEmpty();
        assertThat(settled.epoch()).isEqualTo(4);
        assertThat(get(ledger().find(node))).contains(settled);
        assertThat(get(ledger().all())).contains(settled);
        assertThat(history(node)).extracting(Ownership::epoch).containsExactly(1L, 2L, 3L, 4L);
    }

    @Test
    void anOlderEpochIsToldWhatIsNow() {
        // Given
        NodeId node = fresh();
        Ownership entered = get(ledger().enter(node, Optional.empty()));
        Ownership claimed = done(get(ledger().claim(term(), entered, OP)));

        // When
        Ledger.Change late = get(ledger().claim(term(), entered, OperationId.of(8)));

        // Then
        assertThat(late).isEqualTo(new Ledger.Change.Outdated(claimed));
        assertThat(history(node)).hasSize(2);
    }

    @Test
    void anotherOwnerAtTheSameEpochIsOutdatedToo() {
        // Given
        NodeId node = fresh();
        Ownership entered = get(ledger().enter(node, Optional.of(YARN)));
        Ownership wrong = new Ownership(
                node, Optional.empty(), entered.state(), 1, Optional.empty(), Optional.empty(), entered.since());

        // When
        Ledger.Change change = get(ledger().claim(term(), wrong, OP));

        // Then
        assertThat(change).isEqualTo(new Ledger.Change.Outdated(entered));
    }

    @Test
    void anUnknownNodeIsNamed() {
        // Given
        NodeId node = fresh();
        Ownership never = new Ownership(
                node,
                Optional.empty(),
                Ownership.State.SETTLED,
                1,
                Optional.empty(),
                Optional.empty(),
                java.time.Instant.EPOCH);

        // When
        Ledger.Change change = get(ledger().claim(term(), never, OP));

        // Then
        assertThat(change).isEqualTo(new Ledger.Change.Unknown(node));
        assertThat(get(ledger().find(node))).isEmpty();
    }

    @Test
    void aNodeCanBeSetAsideWithANoteAndBack() {
        // Given
        Ownership entered = get(ledger().enter(fresh(), Optional.of(YARN)));

        // When
        Ownership aside = done(get(ledger().mark(
                        term(), entered, Ownership.State.QUARANTINED, Optional.empty(), Optional.of("disk is dying"))));
        Ownership back =
                done(get(ledger().mark(term(), aside, Ownership.State.SETTLED, Optional.of(SPARK), Optional.empty())));

        // Then
        assertThat(aside.note()).contains("disk is dying");
        assertThat(aside.owner()).isEmpty();
        assertThat(back.owner()).contains(SPARK);
        assertThat(back.note()).isEmpty();
        assertThat(back.epoch()).isEqualTo(3);
    }

    @Test
    void nothingIsWrittenUnderATermThatIsOver() {
        // Given
        NodeId node = fresh();
        Ownership entered = get(ledger().enter(node, Optional.of(YARN)));
        Ownership claimed = done(get(ledger().claim(term(), entered, OP)));
        Term over = term();

        // When
        depose();

        // Then
        List<Uni<Ledger.Change>> late = List.of(
                ledger().handOver(over, claimed, Optional.of(SPARK)),
                ledger().settle(over, claimed),
                ledger().mark(over, claimed, Ownership.State.QUARANTINED, Optional.empty(), Optional.empty()));
        assertThat(late).allSatisfy(l -> assertThatThrownBy(() -> get(l)).isInstanceOf(Deposed.class));
        assertThat(get(ledger().find(node))).contains(claimed);
        assertThat(history(node)).hasSize(2);
        done(get(ledger().settle(term(), claimed)));
    }

    @Test
    void aPersonsWordNeedsNoTerm() {
        // Given
        Ownership entered = get(ledger().enter(fresh(), Optional.of(YARN)));
        Ownership frozen = done(get(
                ledger().mark(term(), entered, Ownership.State.CONFLICT, entered.owner(), Optional.of("seen twice"))));

        // When
        Ownership decided = done(get(ledger().decide(frozen, Optional.of(SPARK), "by ann: it is Spark's")));

        // Then
        assertThat(decided.state()).isEqualTo(Ownership.State.SETTLED);
        assertThat(decided.owner()).contains(SPARK);
        assertThat(decided.note()).contains("by ann: it is Spark's");
        assertThat(history(frozen.node())).hasSize(3);
        assertThat(get(ledger().decide(frozen, Optional.empty(), "too late")))
                .isEqualTo(new Ledger.Change.Outdated(decided));
    }

    @Test
    void aPinStaysUntilItIsTakenAway() {
        // Given
        Ownership entered = get(ledger().enter(fresh(), Optional.of(YARN)));
        Pin pin = new Pin("ann", "its licence is bound to it", entered.since());

        // When
        Ownership pinned = done(get(ledger().pin(entered, Optional.of(pin), "pinned")));
        Ownership marked = done(get(
                ledger().mark(term(), pinned, Ownership.State.LOST, pinned.owner(), Optional.of("not seen for long"))));
        Ownership unpinned = done(get(ledger().pin(marked, Optional.empty(), "unpinned by bob: moved house")));

        // Then
        assertThat(pinned.since()).isEqualTo(entered.since());
        assertThat(marked.pin()).contains(pin);
        assertThat(get(ledger().find(entered.node()))).contains(unpinned);
        assertThat(unpinned.pin()).isEmpty();
        assertThat(unpinned.note()).contains("not seen for long");
        assertThat(get(ledger().history(entered.node(), 10)))
                .extracting(p -> p.then().epoch())
                .containsExactly(4L, 3L, 2L, 1L);
        assertThat(get(ledger().pin(pinned, Optional.empty(), "too late")))
                .isEqualTo(new Ledger.Change.Outdated(unpinned));
    }

    @Test
    void onlyASettledNodeCanBeClaimed() {
        // Given
        Ownership claimed = done(get(ledger().claim(term(), get(ledger().enter(fresh(), Optional.empty())), OP)));

        // Then
        assertThatThrownBy(() -> get(ledger().claim(term(), claimed, OP))).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void ofManyThatRaceOneWinsAndTheOthersAreToldWho() {
        // Given
        NodeId node = fresh();
        Ownership entered = get(ledger().enter(node, Optional.of(YARN)));
        List<Uni<Ledger.Change>> claims = IntStream.rangeClosed(1, 40)
                .mapToObj(n -> Uni.createFrom()
                        .deferred(() -> ledger().claim(term(), entered, OperationId.of(n)))
                        .runSubscriptionOn(io.smallrye.mutiny.infrastructure.Infrastructure.getDefaultExecutor()))
                .toList();

        // When
        List<Ledger.Change> changes = get(Uni.join().all(claims).andFailFast());

        // Then
        List<Ownership> winners = changes.stream()
                .filter(Ledger.Change.Done.class::isInstance)
                .map(c -> ((Ledger.Change.Done) c).now())
                .toList();
        assertThat(winners).hasSize(1);
        assertThat(changes)
                .filteredOn(Ledger.Change.Outdated.class::isInstance)
                .hasSize(39)
                .allMatch(c -> ((Ledger.Change.Outdated) c).now().equals(winners.getFirst()));
        assertThat(history(node)).hasSize(2);
    }
}
