/**
 * Simulated frameworks that share simulated nodes, all in this process: a demand by formula or trace, drains that take their
 * time, and failures on demand. For trying Sluice out and for tests of the whole at a size that no lab has.
 *
 * <p>Must not know: agents, telemetry; they ask {@link dev.sluice.driver.HostedNodes}.
 *
 * <p>Invariant: what happens depends on the clock, the settings and the calls alone.
 */
@NullMarked
package dev.sluice.driver.sim;

import org.jspecify.annotations.NullMarked;
