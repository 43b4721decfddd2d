package dev.sluice.driver.contract;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.fail;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.contract.DriverPeer.Disturbance;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import io.smallrye.mutiny.Uni;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.Supplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every driver promises, see {@link FrameworkDriver}. A driver's test extends this and names its peer; the checks need
 * nothing else.
 *
 * <p>Where a framework takes a moment, the kit looks again, a bounded number of times; it never asserts how long.
 */
public abstract class DriverContract {

    private static final String NOBODY = "no-such-member.invalid";
    private static final OperationId OPERATION = OperationId.of(7);
    private static final long EPOCH = 12;

    /** The framework under test; one for all checks is fine, each begins with {@link DriverPeer#reset}. */
    protected abstract DriverPeer peer();

    /** How often the kit looks for something that takes a moment, with a {@link DriverPeer#pause} in between. */
    protected int looks() {
        return 300;
    }

    @BeforeEach
    public void startFromOrder() {
        peer().reset();
    }

    // --- observe and confirm -----------------------------------------------------------------------------------------

    @Test
    public void observesServingMembersTwiceTheSame() {
        // When
        Observation first = observe();
        Observation second = observe();

        // Then
        assertThat(first.members())
                .extracting(Observation.Member::name)
                .containsExactlyInAnyOrderElementsOf(peer().members());
        assertThat(first.members()).allSatisfy(member -> {
            assertThat(member.presence()).isEqualTo(Presence.SERVING);
            assertThat(member.capacity().cores()).isPositive();
            assertThat(member.capacity().memoryBytes()).isPositive();
            assertThat(member.running()).isZero();
            assertThat(member.drainMark()).isEmpty();
        });
        assertThat(first.demand().usable().cores())
                .isEqualTo(first.members().stream()
                        .mapToDouble(member -> member.capacity().cores())
                        .sum());
        assertThat(second.members()).isEqualTo(first.members());
        assertThat(confirm(one())).isEqualTo(Presence.SERVING);
        assertThat(confirm(one())).isEqualTo(Presence.SERVING);
    }

    @Test
    public void observesWorkWhereItRuns() {
        // Given
        peer().startWork(one());

        // When
        Observation seen = eventually(
                () -> peer().driver().observe(),
                observation -> member(observation, one()).running() > 0);

        // Then
        assertThat(member(seen, one()).used().cores()).isPositive();
        assertThat(seen.demand().running().cores()).isPositive();
    }

    @Test
    public void observesWhatWaits() {
        // Given
        peer().wantMore();

        // When
        Observation seen = eventually(
                () -> peer().driver().observe(),
                observation -> !observation.demand().pending().isEmpty());
        Observation again = observe();

        // Then
        Observation.Pending pending = seen.demand().pending().getFirst();
        assertThat(pending.wants().cores()).isPositive();
        assertThat(pending.wants().memoryBytes()).isPositive();
        assertThat(pending.title()).isNotBlank();
        assertThat(pending.since()).isPresent();
        assertThat(again.demand().pending())
                .filteredOn(other -> other.id().equals(pending.id()))
                .singleElement()
                .satisfies(same -> assertThat(same.since()).isEqualTo(pending.since()));
    }

    @Test
    public void knowsAnUnlistedMemberOnlyAsAbsent() {
        // Given
        MemberOrder order = order(NOBODY);

        // Then
        assertThatThrownBy(() -> await(peer().driver().drain(order))).isInstanceOf(DriverFailure.NotFound.class);
        assertThatThrownBy(() -> await(peer().driver().drain(order))).isInstanceOf(DriverFailure.NotFound.class);
        assertThat(await(peer().driver().progress(order))).isEqualTo(DrainProgress.EMPTY);
        await(peer().driver().release(order));
        await(peer().driver().admit(order));
        assertThat(confirm(NOBODY)).isEqualTo(Presence.ABSENT);
    }

    // --- One node's way ----------------------------------------------------------------------------------------------

    @Test
    public void takesAnIdleMemberOutAndLetsItBackIn() {
        // Given
        MemberOrder order = order(one());

        // When
        await(peer().driver().drain(order));
        await(peer().driver().drain(order));

        // Then
        assertThat(eventuallyPresent(one(), Presence.DRAINING)).isEqualTo(Presence.DRAINING);
        eventuallyEmpty(order);
        assertThat(await(peer().driver().progress(order)).empty()).isTrue();

        // When
        await(peer().driver().release(order));
        await(peer().driver().release(order));
        peer().stopWorker(one());

        // Then
        eventuallyPresent(one(), Presence.ABSENT);
        eventually(() -> peer().driver().release(order.afterStop()), done -> true);
        await(peer().driver().release(order.afterStop()));
        assertThat(confirm(one())).isEqualTo(Presence.ABSENT);
        assertThat(confirm(other())).isEqualTo(Presence.SERVING);

        // When
        MemberOrder back = order(one(), OPERATION.number() + 1, EPOCH + 5);
        await(peer().driver().admit(back));
        await(peer().driver().admit(back));
        peer().startWorker(one());

        // Then
        eventuallyPresent(one(), Presence.SERVING);
        await(peer().driver().admit(back));
        assertThat(member(observe(), one()).drainMark()).isEmpty();
    }

    @Test
    public void drainsABusyMemberOnlyAsFastAsItsWork() {
        // Given
        peer().startWork(one());
        MemberOrder order = order(one());

        // When
        await(peer().driver().drain(order));

        // Then
        eventuallyPresent(one(), Presence.DRAINING);
        DrainProgress progress = eventually(() -> peer().driver().progress(order), seen -> seen.remaining() > 0);
        assertThat(progress.empty()).isFalse();
        assertThat(progress.blockers()).isNotEmpty().allSatisfy(blocker -> {
            assertThat(blocker.work()).isNotBlank();
            assertThat(blocker.why()).isNotBlank();
        });
        assertThatThrownBy(() -> await(peer().driver().release(order)))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageContaining(one());

        // When
        peer().endWork();

        // Then
        eventuallyEmpty(order);
        await(peer().driver().release(order));
        peer().stopWorker(one());
        eventuallyPresent(one(), Presence.ABSENT);
    }

    @Test
    public void drainsTwoMembersWithoutTouchingTheOther() {
        // Given
        peer().startWork(one());
        MemberOrder busy = order(one());
        MemberOrder idle = order(other(), OPERATION.number() + 1, EPOCH + 1);

        // When
        await(peer().driver().drain(busy));
        await(peer().driver().drain(idle));
        takeOut(idle);

        // Then
        DrainProgress left = await(peer().driver().progress(busy));
        assertThat(left.empty()).isFalse();
        assertThat(confirm(one())).isEqualTo(Presence.DRAINING);
    }

    @Test
    public void undoesADrainAsFarAsItSays() {
        // Given
        peer().startWork(one());
        MemberOrder order = order(one());
        await(peer().driver().drain(order));
        eventuallyPresent(one(), Presence.DRAINING);
        eventually(() -> peer().driver().progress(order), seen -> seen.remaining() > 0);

        // When
        await(peer().driver().admit(order));
        await(peer().driver().admit(order));

        // Then
        if (lacks(Capability.RESUMES_IN_PLACE)) {
            assertThat(confirm(one())).isEqualTo(Presence.DRAINING);
            peer().stopWorker(one());
            eventuallyPresent(one(), Presence.ABSENT);
            peer().startWorker(one());
            eventuallyPresent(one(), Presence.SERVING);
        } else {
            eventuallyPresent(one(), Presence.SERVING);
            assertThat(member(observe(), one()).running())
                    .as("work that ran on")
                    .isPositive();
        }
    }

    // --- Whose drain it is -------------------------------------------------------------------------------------------

    @Test
    public void marksItsDrainAndLeavesOthersAlone() {
        // Given
        peer().drainByHand(one());
        eventuallyPresent(one(), Presence.DRAINING);

        // Then
        if (lacks(Capability.MARKS_DRAINS)) {
            assertThat(member(observe(), one()).drainMark()).isEmpty();
            await(peer().driver().drain(order(one())));
        } else {
            assertThat(member(observe(), one()).drainMark())
                    .isPresent()
                    .get()
                    .asString()
                    .doesNotStartWith("sluice:");
            assertThatThrownBy(() -> await(peer().driver().drain(order(one()))))
                    .isInstanceOf(DriverFailure.Refused.class);
            assertThatThrownBy(() -> await(peer().driver().admit(order(one()))))
                    .isInstanceOf(DriverFailure.Refused.class);
        }
        assertThat(confirm(one())).isEqualTo(Presence.DRAINING);

        // When
        await(peer().driver().drain(order(other())));

        // Then
        eventuallyPresent(other(), Presence.DRAINING);
        assertThat(member(observe(), other()).drainMark())
                .isEqualTo(lacks(Capability.MARKS_DRAINS) ? Optional.empty() : Optional.of(OPERATION.mark()));
    }

    @Test
    public void fencesALateOrder() {
        // Given
        MemberOrder late = order(one(), OPERATION.number() - 1, EPOCH - 1);
        MemberOrder later = order(one(), OPERATION.number() + 1, EPOCH + 1);
        await(peer().driver().drain(order(one())));
        eventuallyPresent(one(), Presence.DRAINING);

        // Then
        if (!lacks(Capability.MARKS_DRAINS)) {
            assertThatThrownBy(() -> await(peer().driver().admit(late))).isInstanceOf(DriverFailure.Refused.class);
            assertThatThrownBy(() -> await(peer().driver().release(late))).isInstanceOf(DriverFailure.Refused.class);
            assertThatThrownBy(() -> await(peer().driver().drain(late))).isInstanceOf(DriverFailure.Refused.class);
        }
        assertThat(confirm(one())).isEqualTo(Presence.DRAINING);
        await(peer().driver().drain(later));
        await(peer().driver().admit(later));
    }

    // --- What a driver says it cannot do -----------------------------------------------------------------------------

    @Test
    public void estimatesExactlyWhenItSaysSo() {
        // Given
        peer().startWork(one());
        MemberOrder order = order(one());
        await(peer().driver().drain(order));

        // When
        DrainProgress progress = eventually(() -> peer().driver().progress(order), seen -> seen.remaining() > 0);

        // Then
        assertThat(progress.eta().isPresent()).isNotEqualTo(lacks(Capability.ESTIMATES_DRAIN));
    }

    @Test
    public void forcesExactlyWhenItSaysSo() {
        // Given
        peer().startWork(one());
        MemberOrder order = order(one());
        await(peer().driver().drain(order));
        eventually(() -> peer().driver().progress(order), seen -> seen.remaining() > 0);

        // Then
        if (lacks(Capability.FORCES_RELEASE)) {
            assertThatThrownBy(() -> await(peer().driver().release(order.forced())))
                    .isInstanceOf(DriverFailure.Unsupported.class);
        } else {
            await(peer().driver().release(order.forced()));
            await(peer().driver().release(order.forced()));
            peer().stopWorker(one());
            eventuallyPresent(one(), Presence.ABSENT);
            assertThat(confirm(other())).isEqualTo(Presence.SERVING);
        }
    }

    // --- What can happen on the way ----------------------------------------------------------------------------------

    @Test
    public void saysUnavailableWhenNobodyAnswers() {
        // Given
        peer().disturb(Disturbance.AWAY);
        MemberOrder order = order(one());

        // Then
        for (Supplier<Uni<?>> call : everyCall(order)) {
            assertThatThrownBy(() -> await(call.get())).isInstanceOf(DriverFailure.Unavailable.class);
        }

        // When
        peer().disturb(Disturbance.NONE);

        // Then
        assertThat(eventuallyPresent(one(), Presence.SERVING)).isEqualTo(Presence.SERVING);
    }

    @Test
    public void saysRefusedWhenTheFrameworkDoes() {
        // Given
        peer().disturb(Disturbance.REFUSES_CHANGES);

        // Then
        assertThatThrownBy(() -> await(peer().driver().drain(order(one()))))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageMatching(".+");
        assertThatThrownBy(() -> await(peer().driver().drain(order(one())))).isInstanceOf(DriverFailure.Refused.class);

        // When
        peer().disturb(Disturbance.NONE);

        // Then
        assertThat(eventuallyPresent(one(), Presence.SERVING)).isEqualTo(Presence.SERVING);
    }

    @Test
    public void owesNoAnswerToAReadThatWasLost() {
        // Given
        peer().disturb(Disturbance.LOSES_ALL_REPLIES);

        // Then
        assertThatThrownBy(() -> await(peer().driver().observe())).isInstanceOf(DriverFailure.Unavailable.class);
        assertThatThrownBy(() -> await(peer().driver().confirm(one()))).isInstanceOf(DriverFailure.Unavailable.class);
    }

    @Test
    public void doubtsAChangeWhoseReplyWasLost() {
        // Given
        peer().disturb(Disturbance.LOSES_REPLIES_TO_CHANGES);
        MemberOrder order = order(one());

        // When
        assertThatThrownBy(() -> await(peer().driver().drain(order))).isInstanceOf(DriverFailure.OutcomeUnknown.class);
        peer().disturb(Disturbance.NONE);

        // Then
        eventuallyPresent(one(), Presence.DRAINING);
        await(peer().driver().drain(order));
        eventuallyEmpty(order);
    }

    @Test
    public void goesOnAfterAReleaseAndAnAdmissionWhoseReplyWasLost() {
        // Given
        MemberOrder order = order(one());
        await(peer().driver().drain(order));
        eventuallyEmpty(order);

        // When
        loseTheReplyOf(() -> peer().driver().release(order));
        await(peer().driver().release(order));
        peer().stopWorker(one());

        // Then
        eventuallyPresent(one(), Presence.ABSENT);

        // When
        loseTheReplyOf(() -> peer().driver().admit(order));
        await(peer().driver().admit(order));
        peer().startWorker(one());

        // Then
        eventuallyPresent(one(), Presence.SERVING);
    }

    /** A driver that has nothing to change there may succeed; one that has must not know. */
    private void loseTheReplyOf(Supplier<Uni<Void>> change) {
        peer().disturb(Disturbance.LOSES_REPLIES_TO_CHANGES);
        try {
            await(change.get());
        } catch (DriverFailure failure) {
            assertThat(failure).isInstanceOf(DriverFailure.OutcomeUnknown.class);
        }
        peer().disturb(Disturbance.NONE);
    }

    @Test
    public void doubtsAChangeThatTakesTooLong() {
        // Given
        peer().disturb(Disturbance.STALLS_CHANGES);
        MemberOrder order = order(one());

        // When
        assertThatThrownBy(() -> await(peer().driver().drain(order))).isInstanceOf(DriverFailure.OutcomeUnknown.class);
        peer().disturb(Disturbance.NONE);

        // Then
        await(peer().driver().drain(order));
        eventuallyPresent(one(), Presence.DRAINING);
    }

    @Test
    public void survivesARestartOfTheFrameworkInTheMiddle() {
        // Given
        MemberOrder order = order(one());
        await(peer().driver().drain(order));
        eventuallyPresent(one(), Presence.DRAINING);

        // When
        peer().restart();

        // Then
        eventually(() -> peer().driver().confirm(other()), Presence.SERVING::equals);
        eventuallyEmpty(order);
        assertThat(confirm(one())).isIn(Presence.DRAINING, Presence.ABSENT);
        eventually(() -> peer().driver().release(order), done -> true);
        peer().stopWorker(one());
        eventuallyPresent(one(), Presence.ABSENT);
        eventually(() -> peer().driver().admit(order), done -> true);
        peer().startWorker(one());
        eventuallyPresent(one(), Presence.SERVING);
    }

    @Test
    public void letsGoOfACancelledCall() {
        // Given
        MemberOrder order = order(one());

        // When
        for (Supplier<Uni<?>> call : everyCall(order)) {
            call.get().subscribe().with(item -> {}, failure -> {}).cancel();
        }

        // Then
        assertThat(observe().members()).extracting(Observation.Member::name).containsAll(List.of(other()));
    }

    // --- Within ------------------------------------------------------------------------------------------------------

    private List<Supplier<Uni<?>>> everyCall(MemberOrder order) {
        FrameworkDriver driver = peer().driver();
        return List.of(
                driver::observe,
                () -> driver.confirm(order.member()),
                () -> driver.drain(order),
                () -> driver.progress(order),
                () -> driver.release(order),
                () -> driver.admit(order));
    }

    private String one() {
        return peer().members().get(0);
    }

    private String other() {
        return peer().members().get(1);
    }

    private boolean lacks(Capability capability) {
        return peer().driver().lacks().contains(capability);
    }

    private static MemberOrder order(String member) {
        return order(member, OPERATION.number(), EPOCH);
    }

    private static MemberOrder order(String member, long operation, long epoch) {
        return new MemberOrder(new NodeId("node-1"), member, OperationId.of(operation), epoch, false);
    }

    private <T> T await(Uni<T> answer) {
        return peer().await(answer);
    }

    private Observation observe() {
        return await(peer().driver().observe());
    }

    private Presence confirm(String member) {
        return await(peer().driver().confirm(member));
    }

    private static Observation.Member member(Observation observation, String name) {
        return observation.members().stream()
                .filter(member -> member.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new AssertionError(name + " is not among " + observation.members()));
    }

    private Presence eventuallyPresent(String member, Presence wanted) {
        return eventually(() -> peer().driver().confirm(member), wanted::equals);
    }

    private void eventuallyEmpty(MemberOrder order) {
        eventually(() -> peer().driver().progress(order), DrainProgress::empty);
    }

    private void takeOut(MemberOrder order) {
        eventuallyEmpty(order);
        await(peer().driver().release(order));
        peer().stopWorker(order.member());
        eventuallyPresent(order.member(), Presence.ABSENT);
    }

    /** Asks again while the answer is not the wanted one, or the framework does not answer for the moment. */
    private <T> T eventually(Supplier<Uni<T>> call, Predicate<T> wanted) {
        Object last = "nothing";
        for (int look = 0; look < looks(); look++) {
            try {
                T answer = await(call.get());
                if (wanted.test(answer)) {
                    return answer;
                }
                last = String.valueOf(answer);
            } catch (DriverFailure.Unavailable | DriverFailure.OutcomeUnknown moment) {
                last = moment;
            }
            peer().pause();
        }
        return fail("looked " + looks() + " times, last seen: " + last);
    }
}
