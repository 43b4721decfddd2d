package dev.sluice.telemetry;

import io.smallrye.mutiny.Uni;
import java.time.Instant;
import java.util.List;

/** Roll-ups as they are kept. */
interface RollUps {

    /** Keeps all of them at once; of two of the same stretch the one with more points stays. */
    Uni<Void> keep(List<RollUp> rollUps);

    /** Forgets those of one length that began before a time. */
    Uni<Void> forget(RollUp.Step step, Instant before);

    /** The mean of one signal of every subject of a kind, by stretch, oldest first. */
    Uni<List<Mean>> means(String kind, int place, RollUp.Step step, Instant from, Instant to);

    /**
     * @param subject without its kind
     * @param at when the stretch began
     */
    record Mean(String subject, Instant at, double value) {}

    /** The lowest and the highest of one signal in each stretch that began from {@code from} on and before {@code to}. */
    Uni<Points> extremes(String subject, int place, RollUp.Step step, Instant from, Instant to);
}
