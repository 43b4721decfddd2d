package dev.sluice.moving;

import dev.sluice.driver.spark.SparkPeer;
import dev.sluice.driver.yarn.YarnPeer;
import org.junit.jupiter.api.Tag;

/** Moves from a real Spark to a real YARN. */
@Tag("lab")
class SparkToYarnSagaIT extends LabSagaKit {
    SparkToYarnSagaIT() {
        super(SparkPeer::new, YarnPeer::new);
    }
}
