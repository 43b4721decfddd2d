package dev.sluice.moving;

import dev.sluice.driver.yarn.YarnPeer;
import org.junit.jupiter.api.Tag;

/** Moves from a real YARN to a real OpenStack. */
@Tag("openstack")
class YarnToOpenStackSagaIT extends CloudSagaKit {
    YarnToOpenStackSagaIT() {
        super(Donor.OTHER, YarnPeer::new);
    }
}
