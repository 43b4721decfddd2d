package dev.sluice.pressure;

import dev.sluice.fleet.FrameworkId;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How hard one framework is pressed: {@code max(supply / target, demand)}, where 1.00 is just right.
 *
 * @param value the pressure; empty exactly when the verdict is UNKNOWN
 * @param supply utilisation of its nodes over the target
 * @param demand running plus pending work over usable capacity
 * @param wonBy which part gave the value
 * @param coverage share of its nodes with fresh signals, 0 to 1
 * @param age of the oldest input that counts
 * @param trend where it is heading; empty while too little is known
 * @param note why the verdict is UNKNOWN, or what was left out, for people
 */
public record Pressure(
        FrameworkId framework,
        OptionalDouble value,
        OptionalDouble supply,
        OptionalDouble demand,
        Part wonBy,
        Verdict verdict,
        double coverage,
        Duration age,
        Optional<Trend> trend,
        Optional<String> note) {

    /** The two parts of a pressure. */
    public enum Part {
        SUPPLY,
        DEMAND,
        NONE
    }

    /** What the value means, with the 10 % tolerance of the horizontal pod autoscaler. */
    public enum Verdict {
        OVERLOADED,
        RIGHT,
        SLACK,
        UNKNOWN
    }

    public Pressure {
        if (value.isEmpty() != (verdict == Verdict.UNKNOWN)) {
            throw new IllegalArgumentException(
                    "pressure of " + framework + ": a value is absent exactly when the verdict is UNKNOWN");
        }
    }

    Pressure with(Optional<Trend> newTrend) {
        return new Pressure(framework, value, supply, demand, wonBy, verdict, coverage, age, newTrend, note);
    }
}
