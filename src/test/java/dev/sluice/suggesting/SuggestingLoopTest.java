package dev.sluice.suggesting;

import static dev.sluice.inventory.Pictures.id;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.alerting.Action;
import dev.sluice.alerting.Hint;
import dev.sluice.alerting.Hints;
import dev.sluice.alerting.Storm;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.fleet.NodeId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import dev.sluice.inventory.Pictures;
import dev.sluice.moving.Operations;
import dev.sluice.pressure.Pressure.Verdict;
import dev.sluice.suggesting.Suggestions.NotOpen;
import dev.sluice.suggesting.Suggestions.Offer;
import dev.sluice.time.ManualTimers;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

class SuggestingLoopTest {

    private static final Duration TICK = Duration.ofSeconds(10);

    private final ManualTimers timers = new ManualTimers();
    private final MemoryOffers store = new MemoryOffers();
    private final MemoryOperations operations = new MemoryOperations();

    /** The fleet as the loop sees it at each tick. */
    private double sparkNeed = 7.2;

    private double yarnNeed = 1;
    private Mode mode = Mode.SUGGEST;
    private boolean y1Busy;
    private boolean y1Away;
    private boolean yarnDown;

    private SuggestingLoop loop = loop();

    @Test
    void scoresFromTheFirstTick() {
        // When
        tick(1);
        // Then
        assertThat(loop.pressures())
                .extracting(p -> p.framework() + " " + p.verdict())
                .containsExactly("spark " + Verdict.OVERLOADED, "yarn " + Verdict.SLACK);
        assertThat(loop.history().get(id("spark"))).containsExactly(OptionalDouble.of(2.4));
        assertThat(loop.open()).isEmpty();
    }

    @Test
    void offersNothingOfAPausedFramework() {
        // Given
        store.paused.add(new Pauses.Pause(
                Optional.of(id("yarn")),
                "month end",
                "ann",
                timers.now(),
                timers.now().plus(Duration.ofMinutes(3))));
        // When
        tick(10);
        // Then
        assertThat(loop.open()).isEmpty();
        // When it is over
        tick(10);
        // Then
        assertThat(loop.open()).hasSize(1);
    }

    @Test
    void historyGoesBackTenMinutes() {
        // When
        tick(100);
        // Then
        assertThat(loop.history().get(id("spark"))).hasSize(61);
    }

    @Test
    void offersAfterFiveReadings() {
        // When
        tick(4);
        // Then
        assertThat(loop.open()).isEmpty();
        // When
        tick(1);
        // Then
        assertThat(only().suggestion().nodes()).containsExactly(new NodeId("y1"), new NodeId("y2"));
        assertThat(only().id()).isEqualTo("s-1");
        assertThat(only().expiresAt()).isEqualTo(timers.now().plus(Duration.ofHours(24)));
        assertThat(store.decisions).containsExactly("OPENED s-1");
    }

    @Test
    void keepsTheOfferAndRefreshesItsNumbers() {
        // Given
        tick(5);
        // When the load moves a little, and another node would now be the better choice
        sparkNeed = 7.0;
        y1Busy = true;
        tick(20);
        // Then
        assertThat(only().id()).isEqualTo("s-1");
        assertThat(only().suggestion().nodes()).containsExactly(new NodeId("y1"), new NodeId("y2"));
        assertThat(only().suggestion().reason()).startsWith("Spark is at 2.33 ");
        assertThat(only().suggestion().whyNot())
                .extracting(w -> w.subject() + " " + w.rule())
                .containsExactly("y3 BETTER_CANDIDATE");
        assertThat(store.decisions).hasSize(1);
    }

    @Test
    void oneCalmReadingWithdrawsNothing() {
        // Given
        tick(5);
        // When
        sparkNeed = 3;
        tick(2);
        sparkNeed = 7.2;
        tick(10);
        // Then
        assertThat(only().id()).isEqualTo("s-1");
        assertThat(store.decisions).hasSize(1);
    }

    @Test
    void withdrawsWhenTheNeedIsOver() {
        // Given
        tick(5);
        // When
        sparkNeed = 3;
        tick(10);
        // Then
        assertThat(loop.open()).isEmpty();
        assertThat(store.decisions).containsExactly("OPENED s-1", "SUPERSEDED s-1 by sluice");
    }

    @Test
    void anOfferStaysWithThoseNodesThatTheDonorCanStillSpare() {
        // Given
        tick(5);
        // When YARN needs a second node from now on
        yarnNeed = 1.9;
        tick(10);
        // Then
        assertThat(only().id()).isEqualTo("s-1");
        assertThat(only().suggestion().nodes()).containsExactly(new NodeId("y1"));
        // When
        approve("s-1");
        // Then
        assertThat(operations.all.getFirst().moves()).extracting(m -> m.node()).containsExactly(new NodeId("y1"));
    }

    @Test
    void replacesAnOfferWhenMoreNodesAreNeeded() {
        // Given
        sparkNeed = 3.6;
        tick(5);
        assertThat(only().suggestion().nodes()).hasSize(1);
        // When
        sparkNeed = 7.2;
        tick(10);
        // Then
        assertThat(only().id()).isEqualTo("s-2");
        assertThat(only().suggestion().nodes()).hasSize(2);
    }

    @Test
    void replacesAtOnceAnOfferWhoseNodeMayNotGo() {
        // Given
        tick(5);
        // When
        y1Away = true;
        tick(1);
        // Then
        assertThat(only().id()).isEqualTo("s-2");
        assertThat(only().suggestion().nodes()).containsExactly(new NodeId("y2"), new NodeId("y3"));
    }

    @Test
    void expires() {
        // Given
        loop.rest();
        loop = loop(Map.of("sluice.planning.expiry", "60s"));
        loop.lead();
        tick(5);
        // When
        tick(6);
        // Then
        assertThat(store.decisions).contains("EXPIRED s-1 by sluice");
    }

    @Test
    void approvalStartsTheOperation() {
        // Given
        tick(5);
        // When
        Offer approved = approve("s-1");
        // Then
        assertThat(approved.state()).isEqualTo(Offer.State.APPROVED);
        assertThat(approved.operation()).isPresent();
        assertThat(operations.all).singleElement().satisfies(o -> {
            assertThat(o.to()).hasValue(id("spark"));
            assertThat(o.moves()).hasSize(2);
            assertThat(o.reason()).startsWith("Spark is at 2.40");
        });
        assertThat(operations.actors).containsExactly("ann");
        assertThat(loop.open()).isEmpty();
        // When the picture still shows what was before
        tick(10);
        // Then nothing more is offered, as two nodes are under way and YARN needs the third
        assertThat(loop.open()).isEmpty();
    }

    @Test
    void suggestsNothingAgainWhileAnApprovedOperationIsStillStarting() {
        // Given
        tick(5);
        CompletableFuture<Void> journalled = new CompletableFuture<>();
        operations.beforeStart = Uni.createFrom().completionStage(journalled);
        CompletableFuture<Offer> approval =
                loop.approve("s-1", "ann").subscribeAsCompletionStage().toCompletableFuture();

        // When
        tick(3);

        // Then
        assertThat(loop.open()).isEmpty();
        journalled.complete(null);
        assertThat(approval)
                .isCompletedWithValueMatching(offer -> offer.operation().isPresent());
        tick(3);
        assertThat(loop.open()).isEmpty();
    }

    @Test
    void approvalIsRevalidatedOnTheCurrentPicture() {
        // Given
        tick(5);
        yarnDown = true;
        // When, Then
        assertThatThrownBy(() -> approve("s-1"))
                .isInstanceOfSatisfying(
                        NotOpen.class, e -> assertThat(e.known()).isTrue())
                .hasMessageStartingWith("Suggestion s-1 was withdrawn; it no longer holds: ");
        assertThat(operations.all).isEmpty();
        assertThat(loop.open()).isEmpty();
    }

    @Test
    void aRefusedOperationLeavesTheOfferOpen() {
        // Given
        tick(5);
        operations.refusal = Optional.of(new Operations.Problem("receiver", "Spark does not answer."));
        // When, Then
        assertThatThrownBy(() -> approve("s-1"))
                .isInstanceOf(Operations.Rejected.class)
                .hasMessage("Spark does not answer.");
        // When
        tick(1);
        // Then
        assertThat(only().id()).isEqualTo("s-1");
        assertThat(store.decisions).containsExactly("OPENED s-1", "APPROVED s-1 by ann");
    }

    @Test
    void onlyWhatIsOpenCanBeAnswered() {
        // Given
        tick(5);
        approve("s-1");
        // When, Then
        assertThatThrownBy(() -> approve("s-1"))
                .isInstanceOfSatisfying(
                        NotOpen.class, e -> assertThat(e.known()).isTrue())
                .hasMessage("Suggestion s-1 is no longer open: it is APPROVED.");
        assertThatThrownBy(() -> approve("s-9"))
                .isInstanceOfSatisfying(
                        NotOpen.class, e -> assertThat(e.known()).isFalse())
                .hasMessage("There is no suggestion s-9.");
        assertThatThrownBy(() -> approve("nonsense")).isInstanceOf(NotOpen.class);
    }

    @Test
    void aRejectedPairIsQuietForAWhile() {
        // Given
        tick(5);
        // When
        loop.reject("s-1", "ann", "maintenance tonight").await().indefinitely();
        tick(179);
        // Then
        assertThat(loop.open()).isEmpty();
        assertThat(store.decisions).contains("REJECTED s-1 by ann");
        assertThat(store.notes).containsExactly("maintenance tonight");
        // When half an hour is over
        tick(2);
        // Then
        assertThat(only().id()).isEqualTo("s-2");
    }

    @Test
    void aNewLeaderGoesOnWithWhatWasOpen() {
        // Given
        tick(5);
        loop.rest();
        // When
        loop = loop();
        loop.lead();
        tick(12);
        // Then
        assertThat(only().id()).isEqualTo("s-1");
    }

    @Test
    void automaticMovesAreCheckedTwiceFirst() {
        // Given
        mode = Mode.AUTO;
        // When
        tick(5);
        // Then
        assertThat(only().expiresAt()).isEqualTo(timers.now().plus(Duration.ofMinutes(15)));
        // When 15 s and 15 s more are over, at the ticks after them
        tick(3);
        // Then
        assertThat(operations.all).isEmpty();
        // When
        tick(1);
        // Then
        assertThat(operations.actors).containsExactly("sluice");
        assertThat(operations.all.getFirst().moves()).hasSize(1);
    }

    @Test
    void automaticModeStartsItsChecksAgainAfterABadOne() {
        // Given
        mode = Mode.AUTO;
        tick(7);
        // When the second check finds a sick framework
        y1Away = true;
        tick(1);
        y1Away = false;
        tick(3);
        // Then
        assertThat(operations.all).isEmpty();
    }

    @Test
    void nothingIsMovedByItselfWhenOneEndOnlySuggests() {
        // When
        tick(60);
        // Then
        assertThat(operations.all).isEmpty();
    }

    @Test
    void nothingHappensAfterRest() {
        // Given
        loop.rest();
        // When
        tick(10);
        // Then
        assertThat(loop.pressures()).isEmpty();
    }

    @Test
    void alertsConfirmAPressureThatIsJustRight() {
        // Given
        sparkNeed = 3;
        tick(10);
        assertThat(loop.open()).isEmpty();
        // When
        store.hints = hint(Action.RAISE, OptionalInt.of(4));
        tick(1);
        // Then the target is what is asked for, however long it is asked
        tick(10);
        assertThat(only().suggestion().nodes()).hasSize(1);
        assertThat(only().suggestion().reason()).contains("alerts of policy late ask for 4 nodes");
        assertThat(store.confirmed).containsExactly(id("spark"));
        // When the hint is lifted
        store.hints = Hints.NONE;
        tick(3);
        // Then
        assertThat(loop.open()).isEmpty();
    }

    @Test
    void alertsDoNotReplaceAPressure() {
        // Given a Spark with slack
        sparkNeed = 2;
        store.hints = hint(Action.RAISE, OptionalInt.of(4));
        // When
        tick(10);
        // Then
        assertThat(loop.open()).isEmpty();
        assertThat(store.confirmed).isEmpty();
        assertThat(loop.hints()).isEqualTo(store.hints);
    }

    @Test
    void whatAlertsHoldGivesNothingAndWhatTheyFreezeTakesNothing() {
        // Given
        store.hints = new Hints(
                List.of(new Hint(
                        "late",
                        id("yarn"),
                        Action.HOLD,
                        OptionalInt.empty(),
                        OptionalInt.empty(),
                        timers.now(),
                        timers.now().plus(Duration.ofHours(1)))),
                Optional.empty());
        // When
        tick(10);
        // Then
        assertThat(loop.open()).isEmpty();
        // And when it is the taker that is frozen
        store.hints = hint(Action.FREEZE, OptionalInt.empty());
        tick(10);
        // Then
        assertThat(loop.open()).isEmpty();
        // And when nothing fires any more
        store.hints = Hints.NONE;
        tick(3);
        // Then
        assertThat(loop.open()).hasSize(1);
    }

    @Test
    void inAStormOfAlertsNothingIsMovedByItself() {
        // Given
        mode = Mode.AUTO;
        store.hints = new Hints(
                List.of(), Optional.of(new Storm(timers.now(), timers.now().plus(Duration.ofHours(1)), 101)));
        // When
        tick(30);
        // Then it is only suggested
        assertThat(loop.open()).hasSize(1);
        assertThat(operations.all).isEmpty();
        // When the storm is over
        store.hints = Hints.NONE;
        tick(10);
        // Then
        assertThat(operations.all).isNotEmpty();
    }

    private Hints hint(Action action, OptionalInt nodes) {
        return new Hints(
                List.of(new Hint(
                        "late",
                        id("spark"),
                        action,
                        OptionalInt.of(3),
                        nodes,
                        timers.now(),
                        timers.now().plus(Duration.ofHours(1)))),
                Optional.empty());
    }

    private Offer approve(String id) {
        return loop.approve(id, "ann").await().indefinitely();
    }

    private Offer only() {
        assertThat(loop.open()).hasSize(1);
        return loop.open().getFirst();
    }

    private void tick(int times) {
        for (int i = 0; i < times; i++) {
            operations.now = timers.now();
            timers.advance(TICK);
        }
    }

    private SuggestingLoop loop() {
        SuggestingLoop started = loop(Map.of());
        started.lead();
        return started;
    }

    private SuggestingLoop loop(Map<String, String> keys) {
        return new SuggestingLoop(new SeenNow(), operations, store, timers, timers.clock(), Configs.planning(keys));
    }

    private final class SeenNow implements Inventory {

        @Override
        public FleetPicture current() {
            FrameworkPolicy policy = new FrameworkPolicy(0, 3, 100, 1, 0.75, mode);
            Pictures pictures = new Pictures(timers.now())
                    .framework("spark", policy, sparkNeed, 3)
                    .nodes("spark", "s1", "s2", "s3")
                    .nodes("yarn", "y2", "y3");
            if (yarnDown) {
                pictures.framework(Pictures.framework("yarn", policy), Optional.empty(), timers.now());
            } else {
                pictures.framework("yarn", policy, yarnNeed, 3);
            }
            Pictures.Spot y1 = pictures.node("y1", "yarn");
            y1.running = y1Busy ? 3 : 0;
            y1.agent = !y1Away;
            return pictures.build();
        }

        @Override
        public List<Framework> frameworks() {
            return List.of();
        }

        @Override
        public Optional<FrameworkDriver> driver(FrameworkId framework) {
            return Optional.empty();
        }
    }
}
