package dev.sluice.moving;

import dev.sluice.driver.spark.SparkPeer;
import dev.sluice.driver.yarn.YarnPeer;
import org.junit.jupiter.api.Tag;

/** Moves from a real YARN to a real Spark. */
@Tag("lab")
class YarnToSparkSagaIT extends LabSagaKit {
    YarnToSparkSagaIT() {
        super(YarnPeer::new, SparkPeer::new);
    }
}
