package dev.sluice.deciding;

import dev.sluice.planning.NeedHistory;
import dev.sluice.planning.Needs;
import dev.sluice.planning.PlanningConfig;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Iterator;
import java.util.OptionalDouble;
import java.util.stream.DoubleStream;

/**
 * The needs of one framework, and what they prove. Proofs are counted in readings, so that a young history suffices.
 *
 * <p>A framework is pressed after {@code evidence} consecutive readings with a need for more nodes than are coming, until
 * {@code evidence-to-clear} consecutive ones without (Koordinator's 5 and 3). An UNKNOWN reading proves nothing: it breaks
 * a row that has yet to prove pressure, and does not end one that has. While nodes are on offer for it, half the tolerance
 * is enough to stay pressed. For takers only, a need that
 * {@linkplain Course#growth climbs steadily} counts as what it will be when a node could be there.
 */
final class Trail {

    private record Sample(Instant at, double need) {}

    private static final double DOUBT = 3;

    private final PlanningConfig config;
    private final Deque<Sample> window = new ArrayDeque<>();
    private final Deque<Double> pressing = new ArrayDeque<>();
    private final NeedHistory history;
    private int calm;
    private boolean pressed;
    private double growth;

    Trail(PlanningConfig config) {
        this.config = config;
        this.history = new NeedHistory(config.outlookRules());
    }

    /**
     * @param coming nodes that carry the work, under way ones included
     * @param onOffer whether nodes are on offer to it or from it
     */
    void add(Instant at, OptionalDouble need, int coming, boolean onOffer) {
        while (!window.isEmpty() && window.getFirst().at().isBefore(at.minus(longest()))) {
            window.removeFirst();
        }
        if (need.isEmpty()) {
            if (!pressed) {
                pressing.clear();
            }
            return;
        }
        window.addLast(new Sample(at, need.getAsDouble()));
        if (window.size() >= config.evidence()) {
            history.add(at, lately());
        }
        growth = course(at).growth(config.lead());
        double tolerance = pressed && onOffer ? config.tolerance() / 2 : config.tolerance();
        if (need.getAsDouble() + growth > coming * (1 + tolerance)) {
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

    Needs needs(Instant now) {
        OptionalDouble sustained = sustained();
        OptionalDouble lasting = lasting(now);
        double present = sustained.orElse(lasting.orElse(0));
        return new Needs(sustained, lasting, throughout(now), peak(), history.outlook(now, present));
    }

    NeedHistory history() {
        return history;
    }

    private Course course(Instant now) {
        Course course = new Course((int) config.lastingWindow().toMinutes() + 1);
        window.forEach(sample -> course.add(Duration.between(sample.at(), now), sample.need()));
        return course;
    }

    /** The need that was there in each reading of the proof, and what it will have grown by; empty while there is none. */
    private OptionalDouble sustained() {
        return pressed
                ? OptionalDouble.of(pressing.stream().mapToDouble(d -> d).min().orElse(0) + growth)
                : OptionalDouble.empty();
    }

    /** The need that was there in each of the newest readings: noise does not become history. */
    private double lately() {
        Iterator<Sample> newest = window.descendingIterator();
        double least = Double.POSITIVE_INFINITY;
        for (int i = 0; i < config.evidence(); i++) {
            least = Math.min(least, newest.next().need());
        }
        return least;
    }

    /**
     * What the mean need of a whole lasting window is at least, beyond reasonable doubt: less three standard errors. Needs
     * of one minute are taken for one, since they hang together. Empty while less is known.
     */
    private OptionalDouble lasting(Instant now) {
        Instant from = now.minus(config.lastingWindow());
        if (!knownSince(from)) {
            return OptionalDouble.empty();
        }
        double mean = since(from).average().orElse(0);
        double variance =
                since(from).map(need -> (need - mean) * (need - mean)).average().orElse(0);
        double minutes = Math.max(1, config.lastingWindow().toSeconds() / 60.0);
        double least = since(from).min().orElse(0);
        return OptionalDouble.of(Math.max(least, mean - DOUBT * Math.sqrt(variance / minutes)));
    }

    private OptionalDouble throughout(Instant now) {
        Instant from = now.minus(config.lastingWindow());
        return knownSince(from) ? since(from).min() : OptionalDouble.empty();
    }

    private boolean knownSince(Instant from) {
        return !window.isEmpty() && !window.getFirst().at().isAfter(from.plus(config.period()));
    }

    /** The largest need in the donor window; empty with fewer readings than a proof takes. */
    private OptionalDouble peak() {
        return window.size() < config.evidence()
                ? OptionalDouble.empty()
                : since(window.getLast().at().minus(config.donorWindow())).max();
    }

    private DoubleStream since(Instant from) {
        return window.stream().filter(s -> !s.at().isBefore(from)).mapToDouble(Sample::need);
    }

    private Duration longest() {
        return config.lastingWindow().compareTo(config.donorWindow()) > 0
                ? config.lastingWindow()
                : config.donorWindow();
    }
}
