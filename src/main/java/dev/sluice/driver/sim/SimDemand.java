package dev.sluice.driver.sim;

import java.time.Instant;

/** How many nodes' worth of work a simulated framework wants, by time; 0 or more. */
@FunctionalInterface
interface SimDemand {

    double at(Instant now);
}
