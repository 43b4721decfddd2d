package dev.sluice.driver.spark;

import dev.sluice.driver.contract.DriverContract;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.driver.contract.LabPeer;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;

/** The Spark driver keeps the contract with a real master and real workers. */
@Tag("lab")
class SparkDriverIT extends DriverContract {

    private static @Nullable SparkPeer peer;

    @BeforeAll
    static void start(@TempDir Path dir) {
        peer = new SparkPeer(LabPeer.lab(dir));
    }

    @AfterAll
    static void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    @Override
    protected DriverPeer peer() {
        if (peer == null) {
            throw new IllegalStateException("not started");
        }
        return peer;
    }
}
