package dev.sluice.lab;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/**
 * One kill: who, in which direction of the operation, and at which write of the journal.
 *
 * @param victim who is killed
 * @param after whether the write is committed first, and only its answer not received
 * @param direction of the operation, 0 or 1
 * @param node the operation's first to fourth node, from 0
 * @param kind of the event that is written
 * @param step that it is about
 */
record CrashPoint(int id, Victim victim, boolean after, int direction, int node, String kind, String step) {

    /** How many nodes go at once. */
    static final int NODES = 4;

    static final int DIRECTIONS = 2;

    private static final List<String> STEPS = List.of(
            "CLAIM",
            "CHECK",
            "DRAIN",
            "EMPTY",
            "RELEASE",
            "STOP",
            "HAND_OVER",
            "PREPARE",
            "ADMIT",
            "START",
            "VERIFY",
            "SETTLE");

    /** Who can be killed. */
    enum Victim {
        SERVER,
        /** Of the node whose journal is written; the server waits for the write meanwhile. */
        AGENT,
        DATABASE
    }

    /**
     * Every write of every node in both directions, with the server killed before and after it; and once for each of the
     * writes of a move, with the agent and with the database killed there.
     */
    static List<CrashPoint> all() {
        List<CrashPoint> points = new ArrayList<>();
        for (int direction = 0; direction < DIRECTIONS; direction++) {
            int write = 0;
            for (String step : STEPS) {
                for (String kind : List.of("started", "succeeded")) {
                    for (int node = 0; node < NODES; node++) {
                        points.add(new CrashPoint(points.size(), Victim.SERVER, false, direction, node, kind, step));
                        points.add(new CrashPoint(points.size(), Victim.SERVER, true, direction, node, kind, step));
                    }
                    int node = (write + direction) % NODES;
                    int other = (write + direction + 2) % NODES;
                    boolean after = (write + direction) % 3 == 0;
                    points.add(new CrashPoint(points.size(), Victim.AGENT, false, direction, node, kind, step));
                    points.add(new CrashPoint(points.size(), Victim.DATABASE, after, direction, other, kind, step));
                    write++;
                }
            }
        }
        return List.copyOf(points);
    }

    /** {@code count} of them, the same for the same seed; in random order, so that each operation gets a mixture. */
    static List<CrashPoint> sample(int count, long seed) {
        List<CrashPoint> points = new ArrayList<>(all());
        Collections.shuffle(points, new Random(seed));
        return List.copyOf(points.subList(0, Math.min(count, points.size())));
    }

    String moment() {
        return (after ? "after " : "before ") + kind + " " + step;
    }
}
