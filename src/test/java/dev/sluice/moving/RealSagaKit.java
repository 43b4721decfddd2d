package dev.sluice.moving;

import dev.sluice.driver.contract.DriverPeer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;

/** Moves between two real frameworks, which are started once for all tests of a pair. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class RealSagaKit extends SagaKit {

    private @Nullable DriverPeer donor;
    private @Nullable DriverPeer taker;

    void between(DriverPeer from, DriverPeer to) {
        donor = from;
        taker = to;
    }

    @Override
    protected DriverPeer donor() {
        return started(donor);
    }

    @Override
    protected DriverPeer taker() {
        return started(taker);
    }

    private static DriverPeer started(@Nullable DriverPeer peer) {
        if (peer == null) {
            throw new IllegalStateException("not started");
        }
        return peer;
    }

    @Override
    protected SagaTime newTime() {
        return SagaTime.ofTheWorld();
    }

    @Override
    protected boolean cheap() {
        return false;
    }
}
