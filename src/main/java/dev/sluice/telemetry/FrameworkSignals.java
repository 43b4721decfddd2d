package dev.sluice.telemetry;

import dev.sluice.fleet.FrameworkId;
import java.util.Map;

/** What there is to roll up of the frameworks, from whoever scores them. Never blocks. */
public interface FrameworkSignals {

    /** A signal of a framework over time. New ones go at the end: their places are in the database. */
    enum Kind {
        PRESSURE,
        SUPPLY,
        DEMAND,
        /** Whole nodes' worth of work. */
        NEED
    }

    /** The newest values; what is unknown is absent. */
    Map<FrameworkId, Map<Kind, Double>> newest();
}
