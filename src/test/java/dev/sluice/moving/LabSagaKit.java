package dev.sluice.moving;

import dev.sluice.driver.contract.LabPeer;
import dev.sluice.lab.Lab;
import java.nio.file.Path;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestInstance.Lifecycle;
import org.junit.jupiter.api.io.TempDir;

/** Moves between two real frameworks of one lab. */
@TestInstance(Lifecycle.PER_CLASS)
abstract class LabSagaKit extends SagaKit {

    private final Function<Lab, LabPeer> newDonor;
    private final Function<Lab, LabPeer> newTaker;
    private @Nullable LabPeer donor;
    private @Nullable LabPeer taker;

    LabSagaKit(Function<Lab, LabPeer> donor, Function<Lab, LabPeer> taker) {
        this.newDonor = donor;
        this.newTaker = taker;
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        Lab lab = LabPeer.lab(dir);
        donor = newDonor.apply(lab);
        taker = newTaker.apply(lab);
    }

    @AfterAll
    void stop() {
        // The lab is the same, and closing it twice is fine.
        donor().close();
        taker().close();
    }

    @Override
    protected LabPeer donor() {
        return started(donor);
    }

    @Override
    protected LabPeer taker() {
        return started(taker);
    }

    private static LabPeer started(@Nullable LabPeer peer) {
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
