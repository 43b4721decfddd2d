package dev.sluice.inventory;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import java.util.List;
import java.util.Optional;

/** The current picture and the way to each driver. */
public interface Inventory {

    /** The newest picture; empty lists before the first reading. Never blocks. */
    FleetPicture current();

    /** {@link #current} with the signals of this moment, for eyes: samples come more often than pictures. Never blocks. */
    default FleetPicture live() {
        return current();
    }

    /** Every configured framework with the policy in force, by id. */
    List<Framework> frameworks();

    /** The driver of one framework, metered; empty for an unknown framework. */
    Optional<FrameworkDriver> driver(FrameworkId framework);
}
