package dev.sluice.api;

import dev.sluice.driver.FrameworkDriver;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.inventory.Inventory;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.util.List;
import java.util.Optional;

/** The fleet of {@link Samples}. */
@Alternative
@Singleton
class FakeInventory implements Inventory {

    @Override
    public FleetPicture current() {
        return Samples.picture();
    }

    @Override
    public List<Framework> frameworks() {
        return Samples.FRAMEWORKS;
    }

    @Override
    public Optional<FrameworkDriver> driver(FrameworkId framework) {
        return Optional.empty();
    }
}
