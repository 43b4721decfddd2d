package dev.sluice.driver.fake;

import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.contract.DriverContract;
import dev.sluice.driver.contract.DriverPeer;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.Nested;

/** The fake keeps the contract, with every capability and with none. */
class FakeFrameworkTest {

    @Nested
    class WithEverything extends DriverContract {
        private final DriverPeer peer = new FakePeer(Set.of(), UnaryOperator.identity());

        @Override
        protected DriverPeer peer() {
            return peer;
        }
    }

    @Nested
    class WithNothing extends DriverContract {
        private final DriverPeer peer = new FakePeer(EnumSet.allOf(Capability.class), UnaryOperator.identity());

        @Override
        protected DriverPeer peer() {
            return peer;
        }
    }
}
