package dev.sluice.pressure;

import java.util.Optional;
import java.util.OptionalDouble;

/**
 * A pressure and what it was measured on.
 *
 * @param serving members that the pressure spreads over, those that are no node of the fleet included
 * @param because the winning part in words, for example {@code demand: 14.4 cores wanted, 6 usable}
 * @param lacks what is missing, exactly when the verdict is UNKNOWN
 */
public record Score(Pressure pressure, int serving, String because, Optional<Lack> lacks) {

    /** What makes a score UNKNOWN. */
    public enum Lack {
        /** The framework's own answer is missing or too old. */
        READING,
        /** Too few of its nodes have fresh signals. */
        COVERAGE
    }

    /**
     * How many whole nodes' worth of work there is; empty when UNKNOWN. Rounded up, it is the number of nodes at which the
     * pressure is just right, as in the horizontal pod autoscaler's {@code ceil(current × ratio)}.
     */
    public OptionalDouble need() {
        if (pressure.value().isEmpty()) {
            return OptionalDouble.empty();
        }
        double value = pressure.value().getAsDouble();
        return OptionalDouble.of(serving == 0 ? Math.max(0, value - 1) : value * serving);
    }

    /** The same, and where the pressure is heading. */
    public Score with(Optional<Trend> trend) {
        return new Score(pressure.with(trend), serving, because, lacks);
    }

    /** The same, and what else speaks for more nodes. */
    public Score confirmed(String why) {
        return new Score(pressure, serving, because + "; " + why, lacks);
    }

    /** The pressure that the same work would make on another number of nodes; empty when UNKNOWN. */
    public OptionalDouble on(int nodes) {
        OptionalDouble need = need();
        return need.isEmpty() ? need : OptionalDouble.of(pressureOf(need.getAsDouble(), nodes));
    }

    /**
     * The pressure of {@code need} nodes' worth of work on {@code nodes} nodes. On none at all it is one more than the
     * whole nodes wanted: finite, above any tolerance, and larger where more is wanted.
     */
    static double pressureOf(double need, int nodes) {
        if (nodes > 0) {
            return need / nodes;
        }
        return need > 0 ? 1 + Math.ceil(need) : 0;
    }
}
