package dev.sluice.driver.contract;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import dev.sluice.driver.fake.FakePeer;
import dev.sluice.driver.fake.PassingDriver;
import dev.sluice.fleet.Resources;
import io.smallrye.mutiny.Uni;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The kit can fail: each way to break the contract is found by the check that is there for it. */
class DriverContractTest {

    /** A driver that is broken in one way, and a check that must find it. */
    record Broken(String how, UnaryOperator<FrameworkDriver> driver, Set<Capability> lacks, String foundBy) {
        @Override
        public String toString() {
            return how;
        }
    }

    static Stream<Broken> brokenDrivers() {
        return Stream.of(
                new Broken("sees half of it", SeesHalf::new, Set.of(), "observesServingMembersTwiceTheSame"),
                new Broken("sees no work", SeesNoWork::new, Set.of(), "observesWorkWhereItRuns"),
                new Broken("drains them all", DrainsAll::new, Set.of(), "drainsTwoMembersWithoutTouchingTheOther"),
                new Broken("releases once only", ReleasesOnce::new, Set.of(), "takesAnIdleMemberOutAndLetsItBackIn"),
                new Broken(
                        "takes a lost reading for an empty one",
                        MakesUpReadings::new,
                        Set.of(),
                        "owesNoAnswerToAReadThatWasLost"),
                new Broken("is sure of what took too long", SureOfLost::new, Set.of(), "doubtsAChangeThatTakesTooLong"),
                new Broken(
                        "is sure of a lost release",
                        SureOfLostRelease::new,
                        Set.of(),
                        "goesOnAfterAReleaseAndAnAdmissionWhoseReplyWasLost"),
                new Broken(
                        "believes what it saw first",
                        BelievesTheFirst::new,
                        Set.of(),
                        "survivesARestartOfTheFrameworkInTheMiddle"),
                new Broken("drains once only", DrainsOnce::new, Set.of(), "takesAnIdleMemberOutAndLetsItBackIn"),
                new Broken("forgets the drain", ForgetsDrain::new, Set.of(), "takesAnIdleMemberOutAndLetsItBackIn"),
                new Broken(
                        "releases what is busy", ForcesAlways::new, Set.of(), "drainsABusyMemberOnlyAsFastAsItsWork"),
                new Broken(
                        "calls a busy member empty",
                        AlwaysEmpty::new,
                        Set.of(),
                        "drainsABusyMemberOnlyAsFastAsItsWork"),
                new Broken("sees members only as serving", AlwaysServing::new, Set.of(), "undoesADrainAsFarAsItSays"),
                new Broken("drains a stranger", DrainsStrangers::new, Set.of(), "knowsAnUnlistedMemberOnlyAsAbsent"),
                new Broken("ignores whose drain it is", ForgesOrders::new, Set.of(), "fencesALateOrder"),
                new Broken("is sure of what was lost", SureOfLost::new, Set.of(), "doubtsAChangeWhoseReplyWasLost"),
                new Broken("takes a refusal for a success", Swallows::new, Set.of(), "saysRefusedWhenTheFrameworkDoes"),
                new Broken(
                        "throws something of its own", OwnFailure::new, Set.of(), "saysUnavailableWhenNobodyAnswers"),
                new Broken("sees no demand", NoDemand::new, Set.of(), "observesWhatWaits"),
                new Broken(
                        "claims a capability that it lacks",
                        driver -> new Claims(driver, Set.of()),
                        EnumSet.of(Capability.ESTIMATES_DRAIN),
                        "estimatesExactlyWhenItSaysSo"),
                new Broken(
                        "denies a capability that it has",
                        driver -> new Claims(driver, EnumSet.of(Capability.FORCES_RELEASE)),
                        Set.of(),
                        "forcesExactlyWhenItSaysSo"),
                new Broken(
                        "claims to resume in place",
                        driver -> new Claims(driver, Set.of()),
                        EnumSet.of(Capability.RESUMES_IN_PLACE),
                        "undoesADrainAsFarAsItSays"),
                new Broken(
                        "denies its marks",
                        driver -> new Claims(driver, EnumSet.of(Capability.MARKS_DRAINS)),
                        Set.of(),
                        "marksItsDrainAndLeavesOthersAlone"));
    }

    @ParameterizedTest
    @MethodSource("brokenDrivers")
    void findsABrokenDriver(Broken broken) throws ReflectiveOperationException {
        assertThat(failedChecks(broken.lacks(), broken.driver())).contains(broken.foundBy());
    }

    /** Fakes answer at once, so nothing of theirs can be cancelled; that check is for real frameworks. */
    @Test
    void everyCheckCanFail() {
        List<String> checks = Stream.of(DriverContract.class.getMethods())
                .filter(m -> m.isAnnotationPresent(Test.class))
                .map(Method::getName)
                .filter(name -> !name.equals("letsGoOfACancelledCall"))
                .toList();
        assertThat(brokenDrivers().map(Broken::foundBy)).containsAll(checks);
    }

    @Test
    void findsNothingInADriverThatKeepsTheContract() throws ReflectiveOperationException {
        assertThat(failedChecks(Set.of(), UnaryOperator.identity())).isEmpty();
    }

    private static Set<String> failedChecks(Set<Capability> lacks, UnaryOperator<FrameworkDriver> breaking)
            throws ReflectiveOperationException {
        Set<String> failed = new TreeSet<>();
        for (Method check : DriverContract.class.getMethods()) {
            if (check.isAnnotationPresent(Test.class)) {
                FakePeer peer = new FakePeer(lacks, breaking);
                DriverContract contract = new DriverContract() {
                    @Override
                    protected DriverPeer peer() {
                        return peer;
                    }
                };
                try {
                    contract.startFromOrder();
                    check.invoke(contract);
                } catch (InvocationTargetException found) {
                    failed.add(check.getName());
                }
            }
        }
        return failed;
    }

    // --- Ways to break it --------------------------------------------------------------------------------------------

    private static final class SeesHalf extends PassingDriver {
        SeesHalf(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Observation> observe() {
            return super.observe()
                    .map(seen -> new Observation(
                            seen.at(), seen.members().subList(0, seen.members().size() / 2), seen.demand()));
        }
    }

    private static final class SeesNoWork extends PassingDriver {
        SeesNoWork(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Observation> observe() {
            return super.observe()
                    .map(seen -> new Observation(
                            seen.at(),
                            seen.members().stream()
                                    .map(m -> new Observation.Member(
                                            m.name(), m.presence(), m.capacity(), Resources.NONE, 0, m.drainMark()))
                                    .toList(),
                            seen.demand()));
        }
    }

    private static final class DrainsAll extends PassingDriver {
        DrainsAll(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> drain(MemberOrder order) {
            return super.drain(to(order, "m1")).chain(() -> super.drain(to(order, "m2")));
        }

        @Override
        public Uni<Void> release(MemberOrder order) {
            return super.release(to(order, "m1").forced())
                    .chain(() -> super.release(to(order, "m2").forced()));
        }

        private static MemberOrder to(MemberOrder order, String member) {
            return new MemberOrder(order.node(), member, order.operation(), order.epoch(), order.force());
        }
    }

    private static final class ReleasesOnce extends PassingDriver {
        private final Set<String> released = new HashSet<>();

        ReleasesOnce(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> release(MemberOrder order) {
            return released.add(order.member())
                    ? super.release(order)
                    : Uni.createFrom().failure(new DriverFailure.NotFound(order.member() + " is gone already"));
        }
    }

    private static final class MakesUpReadings extends PassingDriver {
        MakesUpReadings(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Presence> confirm(String member) {
            return super.confirm(member).onFailure().recoverWithItem(Presence.ABSENT);
        }
    }

    private static final class SureOfLostRelease extends PassingDriver {
        SureOfLostRelease(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> release(MemberOrder order) {
            return super.release(order)
                    .onFailure(DriverFailure.OutcomeUnknown.class)
                    .transform(lost -> new DriverFailure.Unavailable("nothing happened", lost));
        }
    }

    private static final class BelievesTheFirst extends PassingDriver {
        private final Map<String, Presence> seen = new HashMap<>();

        BelievesTheFirst(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Presence> confirm(String member) {
            return super.confirm(member).map(now -> {
                seen.putIfAbsent(member, now);
                return seen.getOrDefault(member, now);
            });
        }
    }

    private static final class DrainsOnce extends PassingDriver {
        private final Set<String> drained = new HashSet<>();

        DrainsOnce(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> drain(MemberOrder order) {
            return drained.add(order.member())
                    ? super.drain(order)
                    : Uni.createFrom().failure(new DriverFailure.Refused(order.member() + " is drained already"));
        }
    }

    private static final class ForgetsDrain extends PassingDriver {
        ForgetsDrain(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> drain(MemberOrder order) {
            return Uni.createFrom().voidItem();
        }
    }

    private static final class ForcesAlways extends PassingDriver {
        ForcesAlways(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> release(MemberOrder order) {
            return super.release(order.forced());
        }
    }

    private static final class AlwaysEmpty extends PassingDriver {
        AlwaysEmpty(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<DrainProgress> progress(MemberOrder order) {
            return Uni.createFrom().item(DrainProgress.EMPTY);
        }
    }

    private static final class AlwaysServing extends PassingDriver {
        AlwaysServing(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Presence> confirm(String member) {
            return Uni.createFrom().item(Presence.SERVING);
        }
    }

    private static final class DrainsStrangers extends PassingDriver {
        DrainsStrangers(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> drain(MemberOrder order) {
            return super.drain(order).onFailure(DriverFailure.NotFound.class).recoverWithUni(() -> Uni.createFrom()
                    .voidItem());
        }
    }

    /** Acts in the name of the last word there could be. */
    private static final class ForgesOrders extends PassingDriver {
        ForgesOrders(FrameworkDriver driver) {
            super(driver);
        }

        private static MemberOrder forged(MemberOrder order) {
            return new MemberOrder(order.node(), order.member(), order.operation(), Long.MAX_VALUE, order.force());
        }

        @Override
        public Uni<Void> drain(MemberOrder order) {
            return super.drain(forged(order));
        }

        @Override
        public Uni<Void> release(MemberOrder order) {
            return super.release(forged(order));
        }

        @Override
        public Uni<Void> admit(MemberOrder order) {
            return super.admit(forged(order));
        }
    }

    private static final class SureOfLost extends PassingDriver {
        SureOfLost(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> drain(MemberOrder order) {
            return super.drain(order)
                    .onFailure(DriverFailure.OutcomeUnknown.class)
                    .transform(lost -> new DriverFailure.Unavailable("nothing happened", lost));
        }
    }

    private static final class Swallows extends PassingDriver {
        Swallows(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Void> drain(MemberOrder order) {
            return super.drain(order).onFailure().recoverWithUni(() -> Uni.createFrom()
                    .voidItem());
        }
    }

    private static final class OwnFailure extends PassingDriver {
        OwnFailure(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Presence> confirm(String member) {
            return super.confirm(member).onFailure().transform(IllegalStateException::new);
        }
    }

    private static final class NoDemand extends PassingDriver {
        NoDemand(FrameworkDriver driver) {
            super(driver);
        }

        @Override
        public Uni<Observation> observe() {
            return super.observe().map(seen -> new Observation(seen.at(), seen.members(), Observation.Demand.NONE));
        }
    }

    private static final class Claims extends PassingDriver {
        private final Set<Capability> claimed;

        Claims(FrameworkDriver driver, Set<Capability> claimed) {
            super(driver);
            this.claimed = claimed;
        }

        @Override
        public Set<Capability> lacks() {
            return claimed;
        }
    }
}
