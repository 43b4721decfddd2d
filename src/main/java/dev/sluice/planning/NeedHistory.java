package dev.sluice.planning;

import dev.sluice.planning.Outlook.Samples;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * The needs of one framework over the last days: for each slot of five minutes the largest. What it was once, it can be
 * again: at the same time of day, or at any time. Not for several threads at once.
 */
public final class NeedHistory {

    /** How long a slot is; slots begin at whole multiples of it since 1970. */
    public static final Duration SLOT = Duration.ofMinutes(5);

    private static final long DAY = Duration.ofDays(1).dividedBy(SLOT);
    /** The last half hour says most about the next. */
    private static final int RECENT = 6;

    /** Below so much history, what is lacking counts as no need. */
    private static final double FULL = 24;

    /** What the day before weighs against the one before that. */
    private static final double DAY_DECAY = 0.7;

    private final OutlookRules rules;
    private final TreeMap<Long, Double> slots = new TreeMap<>();
    private Outlook closed = Outlook.NONE;
    private long closedAt = Long.MIN_VALUE;

    public NeedHistory(OutlookRules rules) {
        this.rules = rules;
    }

    /** Takes in a need; one from the past only if its slot is still kept. */
    public void add(Instant at, double need) {
        long slot = slotOf(at);
        slots.merge(slot, need, Math::max);
        slots.headMap(slots.lastKey() - rules.days() * DAY).clear();
    }

    /** By the time at which each slot begins, oldest first. */
    public Map<Instant, Double> slots() {
        Map<Instant, Double> all = new TreeMap<>();
        slots.forEach((slot, need) -> all.put(Instant.ofEpochSecond(slot * SLOT.toSeconds()), need));
        return all;
    }

    /** What to expect while {@code present} is needed now. */
    public Outlook outlook(Instant now, double present) {
        long slot = slotOf(now);
        if (slot != closedAt) {
            closed = remember(slot);
            closedAt = slot;
        }
        return closed.with(present, rules.present());
    }

    /** All but the present need: recent slots, the same time on other days, and all that is remembered. */
    private Outlook remember(long now) {
        Samples samples = new Samples(slots.size() * 2);
        for (double need : slots.subMap(now - RECENT, now).values()) {
            samples.add(need, rules.recent() / RECENT);
        }
        double memory = 1 - rules.present() - rules.recent() - rules.tail();
        if (!slots.isEmpty() && slots.firstKey() <= now - DAY) {
            rhythm(samples, now);
            memory -= rules.rhythm();
        }
        double total = 0;
        double mean = 0;
        for (Map.Entry<Long, Double> slot : slots.headMap(now).entrySet()) {
            double weight = weight(now - slot.getKey());
            total += weight;
            mean += weight * slot.getValue();
        }
        mean /= Math.max(total, Double.MIN_NORMAL);
        double variance = 0;
        for (Map.Entry<Long, Double> slot : slots.headMap(now).entrySet()) {
            double weight = weight(now - slot.getKey());
            samples.add(slot.getValue(), memory * weight / Math.max(total, FULL));
            variance += weight / total * Math.pow(slot.getValue() - mean, 2);
        }
        return Outlook.of(samples, new Outlook.Tail(rules.tail(), Math.sqrt(variance)));
    }

    private void rhythm(Samples samples, long now) {
        double total = 0;
        for (int day = 1; day <= rules.days(); day++) {
            total += slots.firstKey() <= now - day * DAY ? Math.pow(DAY_DECAY, day) : 0;
        }
        for (int day = 1; day <= rules.days(); day++) {
            double weight = rules.rhythm() * Math.pow(DAY_DECAY, day) / total / RECENT;
            for (double need :
                    slots.subMap(now - day * DAY, now - day * DAY + RECENT).values()) {
                samples.add(need, weight);
            }
        }
    }

    private double weight(long age) {
        return Math.pow(0.5, (double) age * SLOT.toSeconds() / rules.halfLife().toSeconds());
    }

    private static long slotOf(Instant at) {
        return Math.floorDiv(at.getEpochSecond(), SLOT.toSeconds());
    }
}
