package dev.sluice.moving;

import dev.sluice.driver.spark.SparkPeer;
import org.junit.jupiter.api.Tag;

/** Moves from a real Spark to a real OpenStack. */
@Tag("openstack")
class SparkToOpenStackSagaIT extends CloudSagaKit {
    SparkToOpenStackSagaIT() {
        super(Donor.OTHER, SparkPeer::new);
    }
}
