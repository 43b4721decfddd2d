package dev.sluice.driver.sim;

import dev.sluice.trace.Trace;
import java.time.Duration;
import java.time.Instant;

/** A demand as it was recorded, from the beginning on; at its end it begins anew. */
final class SimTrace implements SimDemand {

    private final Trace trace;
    private final int column;
    private final int speed;
    private final Instant begin;

    /** @param speed seconds of the trace that pass in one second */
    SimTrace(Trace trace, int column, int speed, Instant begin) {
        this.trace = trace;
        this.column = column;
        this.speed = speed;
        this.begin = begin;
    }

    @Override
    public double at(Instant now) {
        long row = Math.max(0, Duration.between(begin, now).toSeconds()) * speed / trace.step();
        return trace.demand()[(int) (row % trace.rows())][column];
    }
}
