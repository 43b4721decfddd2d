package dev.sluice.telemetry.store;

/**
 * The memory of all samples: blocks of 64 bytes, taken and given back, chained by their owner. Made as they are needed, up to
 * a bound, in slabs that are never given up; so the heap holds a few thousand arrays however many series there are.
 *
 * <p>Thread-safe as far as taking and giving go; what is in a block is guarded by the series that has it.
 */
final class Blocks {

    static final int WORDS = 8;

    /** What one block takes of the heap: its words, and the number of the one after it. */
    static final int BYTES = WORDS * Long.BYTES + Integer.BYTES;

    /** No block. */
    static final int NONE = -1;

    private static final int SLAB_BITS = 12;
    private static final int SLAB = 1 << SLAB_BITS;

    private final long[][] words;
    private final int[][] nexts;
    private final int most;
    private final long mostSpare;
    private int made;
    private int free = NONE;
    private int used;
    private long spare;

    /**
     * @param reserved blocks that {@link #take} always finds
     * @param spare blocks beyond them that {@link #takeSpare} hands out
     */
    Blocks(long reserved, long spare) {
        this.most = (int) Math.min(1 << 30, reserved + spare);
        this.mostSpare = spare;
        int slabs = (most + SLAB - 1) >>> SLAB_BITS;
        this.words = new long[slabs][];
        this.nexts = new int[slabs][];
    }

    /**
     * A block out of the reserve.
     *
     * @throws IllegalStateException when more are taken than were reserved
     */
    synchronized int take() {
        int block = free;
        if (block != NONE) {
            free = next(block);
        } else if (made < most) {
            block = made++;
            if ((block & (SLAB - 1)) == 0) {
                words[block >>> SLAB_BITS] = new long[SLAB * WORDS];
                nexts[block >>> SLAB_BITS] = new int[SLAB];
            }
        } else {
            throw new IllegalStateException("all " + most + " blocks are taken");
        }
        used++;
        next(block, NONE);
        return block;
    }

    /** A block beyond the reserve, or {@link #NONE} when all are taken. */
    synchronized int takeSpare() {
        if (spare == mostSpare) {
            return NONE;
        }
        spare++;
        return take();
    }

    /** Gives a block back; {@code wasSpare} says which way it was taken. */
    synchronized void give(int block, boolean wasSpare) {
        next(block, free);
        free = block;
        used--;
        spare -= wasSpare ? 1 : 0;
    }

    synchronized int used() {
        return used;
    }

    /** The array that a block's words are in, from {@link #at} on. */
    long[] words(int block) {
        return words[block >>> SLAB_BITS];
    }

    int at(int block) {
        return (block & (SLAB - 1)) * WORDS;
    }

    int next(int block) {
        return nexts[block >>> SLAB_BITS][block & (SLAB - 1)];
    }

    void next(int block, int after) {
        nexts[block >>> SLAB_BITS][block & (SLAB - 1)] = after;
    }
}
