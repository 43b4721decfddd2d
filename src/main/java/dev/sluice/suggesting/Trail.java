package dev.sluice.suggesting;

import dev.sluice.planning.PlanningConfig;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.OptionalDouble;

/**
 * The recent needs of one framework, and what they prove. Counted in readings, so that a young history suffices.
 *
 * <p>A framework is pressed after {@code evidence} consecutive readings with a need for more nodes than are coming, until
 * {@code evidence-to-clear} consecutive ones without (Koordinator's 5 and 3). An UNKNOWN reading proves nothing: it breaks
 * a row that has yet to prove pressure, and does not end one that has.
 */
final class Trail {

    private record Sample(Instant at, double need) {}

    private final PlanningConfig config;
    private final Deque<Sample> window = new ArrayDeque<>();
    private final Deque<Double> pressing = new ArrayDeque<>();
    private int calm;
    private boolean pressed;

    Trail(PlanningConfig config) {
        this.config = config;
    }

    /** @param coming nodes that carry the work, under way ones included */
    void add(Instant at, OptionalDouble need, int coming) {
        while (!window.isEmpty() && window.getFirst().at().isBefore(at.minus(config.donorWindow()))) {
            window.removeFirst();
        }
        if (need.isEmpty()) {
            if (!pressed) {
                pressing.clear();
            }
            return;
        }
        window.addLast(new Sample(at, need.getAsDouble()));
        if (need.getAsDouble() > coming * (1 + config.tolerance())) {
            calm = 0;
            pressing.addLast(need.getAsDouble());
            if (pressing.size() > config.evidence()) {
                pressing.removeFirst();
            }
            pressed = pressed || pressing.size() == config.evidence();
        } else if (pressed && ++calm < config.evidenceToClear()) {
            // Still pressed: one calm reading does not undo the proof.
            return;
        } else {
            pressed = false;
            calm = 0;
            pressing.clear();
        }
    }

    /** The need that was there in each reading of the proof; empty while there is none. */
    OptionalDouble sustained() {
        return pressed ? pressing.stream().mapToDouble(d -> d).min() : OptionalDouble.empty();
    }

    /** The largest need in the donor window; empty with fewer readings than a proof takes. */
    OptionalDouble peak() {
        return window.size() < config.evidence()
                ? OptionalDouble.empty()
                : window.stream().mapToDouble(Sample::need).max();
    }
}
