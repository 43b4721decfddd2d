package dev.sluice.telemetry.store;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/**
 * From the key of the raw labels to the series. Reading takes no lock and allocates nothing; writing is the store's,
 * under its lock.
 *
 * <p>Open addressing. A slot's series is published last, so a reader that sees it sees its key; a reader that misses a
 * fresh entry only takes the slow way once. Growing and forgetting make a new table.
 */
final class SeriesIndex {

    private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Series[].class);

    private final int maxKeys;
    private volatile Table table = new Table(1 << 10);
    private int size;

    /** @param maxKeys when there are more, all are dropped and learnt anew: a bound without bookkeeping */
    SeriesIndex(int maxKeys) {
        this.maxKeys = maxKeys;
    }

    @Nullable
    Series find(long hi, long lo) {
        return table.find(hi, lo);
    }

    /** How many keys there are; exact for the writer. */
    int size() {
        return size;
    }

    /** Adds a key that {@link #find} does not know. */
    void put(SeriesKey key, Series series) {
        if (size >= maxKeys) {
            table = new Table(1 << 10);
            size = 0;
        } else if (size >= table.slots.length / 4 * 3) {
            rebuild(table.slots.length * 2, s -> true);
        }
        table.put(key.hi(), key.lo(), series);
        size++;
    }

    /** Drops the keys of all series that are not to stay. */
    void retain(Predicate<Series> stays) {
        rebuild(table.slots.length, stays);
    }

    private void rebuild(int slots, Predicate<Series> stays) {
        Table from = table;
        Table to = new Table(slots);
        int kept = 0;
        for (int i = 0; i < from.slots.length; i++) {
            Series series = from.slots[i];
            if (series != null && stays.test(series)) {
                to.put(from.keys[2 * i], from.keys[2 * i + 1], series);
                kept++;
            }
        }
        table = to;
        size = kept;
    }

    private static final class Table {

        private final long[] keys;
        private final @Nullable Series[] slots;

        Table(int slots) {
            this.keys = new long[2 * slots];
            this.slots = new Series[slots];
        }

        @Nullable
        Series find(long hi, long lo) {
            int mask = slots.length - 1;
            for (int i = (int) hi & mask; ; i = (i + 1) & mask) {
                Series series = (Series) SLOT.getAcquire(slots, i);
                if (series == null || (keys[2 * i] == hi && keys[2 * i + 1] == lo)) {
                    return series;
                }
            }
        }

        void put(long hi, long lo, Series series) {
            int mask = slots.length - 1;
            int i = (int) hi & mask;
            while (slots[i] != null) {
                i = (i + 1) & mask;
            }
            keys[2 * i] = hi;
            keys[2 * i + 1] = lo;
            SLOT.setRelease(slots, i, series);
        }
    }
}
