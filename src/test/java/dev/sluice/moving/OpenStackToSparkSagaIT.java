package dev.sluice.moving;

import dev.sluice.driver.spark.SparkPeer;
import org.junit.jupiter.api.Tag;

/** Moves from a real OpenStack to a real Spark. */
@Tag("openstack")
class OpenStackToSparkSagaIT extends CloudSagaKit {
    OpenStackToSparkSagaIT() {
        super(Donor.CLOUD, SparkPeer::new);
    }
}
