package dev.sluice.moving;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.logging.Level;
import java.util.logging.Logger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * A long run of the {@link SimWorld}. A run is its seed: one that fails prints it, becomes a case of {@link
 * MovingSimulationTest} and is debugged alone.
 *
 * <p>System properties: {@code simulation.seed} (1 when absent), {@code simulation.events} (1,000,000 when absent).
 */
@Tag("simulation")
class MovingSimulation {

    /** Held, or the logging of this package would be set back. */
    private static final Logger LOG = Logger.getLogger(MovingSimulation.class.getPackageName());

    @Test
    void whateverHappens() {
        run(Long.getLong("simulation.seed", 1), Long.getLong("simulation.events", 1_000_000));
    }

    static void run(long seed, long events) {
        Level before = LOG.getLevel();
        LOG.setLevel(Level.OFF);
        SimWorld world = new SimWorld(seed, SimFlaws.NONE);
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long began = threads.getCurrentThreadCpuTime();
        var violation = world.run(events);
        System.out.println(world.report(threads.getCurrentThreadCpuTime() - began));
        LOG.setLevel(before);
        assertThat(violation)
                .as("again: ./sluice test simulation --seed %d --events %d", seed, events)
                .isEmpty();
    }
}
