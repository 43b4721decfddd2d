package dev.sluice.driver.openstack;

import dev.sluice.driver.contract.DriverContract;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.lab.LabOpenStack;
import dev.sluice.lab.SharedOpenStack;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.extension.ExtendWith;

/** The OpenStack driver keeps the contract with a real Keystone, Nova and placement. */
@Tag("openstack")
@ExtendWith(SharedOpenStack.class)
class OpenStackDriverIT extends DriverContract {

    private static @Nullable OpenStackPeer peer;

    @BeforeAll
    static void start(LabOpenStack cloud) {
        peer = new OpenStackPeer(cloud);
    }

    @AfterAll
    static void stop() {
        if (peer != null) {
            peer.reset();
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
