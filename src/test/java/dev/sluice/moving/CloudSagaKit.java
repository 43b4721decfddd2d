package dev.sluice.moving;

import dev.sluice.driver.contract.LabPeer;
import dev.sluice.driver.openstack.OpenStackPeer;
import dev.sluice.lab.Lab;
import dev.sluice.lab.LabOpenStack;
import dev.sluice.lab.SharedOpenStack;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Moves between a real OpenStack and a real framework of a lab. */
@ExtendWith(SharedOpenStack.class)
abstract class CloudSagaKit extends RealSagaKit {

    /** Which of the two gives. */
    enum Donor {
        CLOUD,
        OTHER
    }

    private final Donor donor;
    private final Function<Lab, LabPeer> newOther;
    private Optional<OpenStackPeer> cloud = Optional.empty();
    private Optional<LabPeer> other = Optional.empty();

    CloudSagaKit(Donor donor, Function<Lab, LabPeer> other) {
        this.donor = donor;
        this.newOther = other;
    }

    @BeforeAll
    void start(LabOpenStack shared, @TempDir Path dir) {
        LabPeer there = newOther.apply(LabPeer.lab(dir));
        other = Optional.of(there);
        OpenStackPeer here = new OpenStackPeer(shared);
        cloud = Optional.of(here);
        switch (donor) {
            case CLOUD -> between(here, there);
            case OTHER -> between(there, here);
        }
    }

    @AfterAll
    void stop() {
        other.ifPresent(LabPeer::close);
        cloud.ifPresent(peer -> {
            peer.reset();
            peer.close();
        });
    }
}
