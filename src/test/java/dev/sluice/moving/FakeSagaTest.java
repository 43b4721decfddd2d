package dev.sluice.moving;

import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.driver.fake.FakePeer;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Moves between fakes of every kind that matters to a move. */
@ParameterizedClass
@MethodSource("pairs")
class FakeSagaTest extends SagaKit {

    private final DriverPeer donor;
    private final DriverPeer taker;

    FakeSagaTest(Set<Capability> donorLacks, Set<Capability> takerLacks) {
        this.donor = new FakePeer(donorLacks, UnaryOperator.identity());
        this.taker = new FakePeer(takerLacks, UnaryOperator.identity());
    }

    static Stream<Arguments> pairs() {
        List<Set<Capability>> kinds = List.of(
                Set.of(),
                EnumSet.of(Capability.RESUMES_IN_PLACE),
                EnumSet.of(Capability.MARKS_DRAINS),
                EnumSet.allOf(Capability.class));
        return kinds.stream().flatMap(a -> kinds.stream().map(b -> Arguments.of(a, b)));
    }

    @Override
    protected DriverPeer donor() {
        return donor;
    }

    @Override
    protected DriverPeer taker() {
        return taker;
    }

    @Override
    protected SagaTime newTime() {
        return SagaTime.byHand();
    }

    @Override
    protected boolean cheap() {
        return true;
    }
}
