package dev.sluice.driver.fake;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.Observation;
import io.smallrye.mutiny.Uni;
import java.util.Set;

/** Passes everything on; a broken driver overrides what it gets wrong. */
public class PassingDriver implements FrameworkDriver {

    private final FrameworkDriver driver;

    public PassingDriver(FrameworkDriver driver) {
        this.driver = driver;
    }

    @Override
    public Set<Capability> lacks() {
        return driver.lacks();
    }

    @Override
    public Uni<Observation> observe() {
        return driver.observe();
    }

    @Override
    public Uni<Void> drain(MemberOrder order) {
        return driver.drain(order);
    }

    @Override
    public Uni<DrainProgress> progress(MemberOrder order) {
        return driver.progress(order);
    }

    @Override
    public Uni<Void> release(MemberOrder order) {
        return driver.release(order);
    }

    @Override
    public Uni<Void> admit(MemberOrder order) {
        return driver.admit(order);
    }

    @Override
    public Uni<Presence> confirm(String member) {
        return driver.confirm(member);
    }
}
