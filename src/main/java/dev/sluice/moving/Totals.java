package dev.sluice.moving;

import java.util.ArrayList;
import java.util.List;

/**
 * How many moves of an operation are where; the parts add up to {@code moves}.
 *
 * @param moved with the taker
 * @param underWay begun, and getting on
 * @param waiting not begun
 * @param stuck in need of a person
 * @param undone with the donor, as before
 * @param quarantined in the reservoir, until a person has looked at it
 */
public record Totals(int moves, int moved, int underWay, int waiting, int stuck, int undone, int quarantined) {

    public Totals {
        if (moved + underWay + waiting + stuck + undone + quarantined != moves) {
            throw new IllegalArgumentException("totals: the parts do not add up to " + moves);
        }
    }

    static Totals of(List<MoveState> states) {
        int moved = 0;
        int underWay = 0;
        int waiting = 0;
        int stuck = 0;
        int undone = 0;
        int quarantined = 0;
        for (MoveState state : states) {
            switch (state) {
                case MoveState.Reserved s -> waiting++;
                case MoveState.Running s -> underWay++;
                case MoveState.Moved s -> moved++;
                case MoveState.Stuck s -> stuck++;
                case MoveState.Undone s -> undone++;
                case MoveState.Quarantined s -> quarantined++;
            }
        }
        return new Totals(states.size(), moved, underWay, waiting, stuck, undone, quarantined);
    }

    /** The truth in one line, as in {@code 7 of 10 moved, 2 stuck, 1 undone}. */
    public String words() {
        List<String> parts = new ArrayList<>();
        parts.add(moved + " of " + moves + " moved");
        add(parts, underWay, "under way");
        add(parts, waiting, "waiting");
        add(parts, stuck, "stuck");
        add(parts, undone, "undone");
        add(parts, quarantined, "quarantined");
        return String.join(", ", parts);
    }

    private static void add(List<String> parts, int count, String what) {
        if (count > 0) {
            parts.add(count + " " + what);
        }
    }
}
