package dev.sluice.moving;

import dev.sluice.driver.yarn.YarnPeer;
import org.junit.jupiter.api.Tag;

/** Moves from a real OpenStack to a real YARN. */
@Tag("openstack")
class OpenStackToYarnSagaIT extends CloudSagaKit {
    OpenStackToYarnSagaIT() {
        super(Donor.CLOUD, YarnPeer::new);
    }
}
