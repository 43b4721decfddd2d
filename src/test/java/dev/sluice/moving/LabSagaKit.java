package dev.sluice.moving;

import dev.sluice.driver.contract.LabPeer;
import dev.sluice.lab.Lab;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.io.TempDir;

/** Moves between two real frameworks of one lab. */
abstract class LabSagaKit extends RealSagaKit {

    private final Function<Lab, LabPeer> newDonor;
    private final Function<Lab, LabPeer> newTaker;
    private final Deque<LabPeer> started = new ArrayDeque<>();

    LabSagaKit(Function<Lab, LabPeer> donor, Function<Lab, LabPeer> taker) {
        this.newDonor = donor;
        this.newTaker = taker;
    }

    @BeforeAll
    void start(@TempDir Path dir) {
        Lab lab = LabPeer.lab(dir);
        started.add(newDonor.apply(lab));
        started.add(newTaker.apply(lab));
        between(started.getFirst(), started.getLast());
    }

    @AfterAll
    void stop() {
        // The lab is the same, and closing it twice is fine.
        started.forEach(LabPeer::close);
    }
}
