package dev.sluice.telemetry.store;

import static dev.sluice.telemetry.store.Blocks.NONE;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * The samples of one series, packed without loss into a chain of blocks. A base class and not a part of {@link Series},
 * since one more object for each of a million series would be a tenth of their memory.
 *
 * <p>Exporters print decimals and count bytes in pages: nearly every value is a whole multiple of a power of ten, or of
 * 4,096. So a block holds integers of one scale, the coarsest that has fitted all values so far. Of each sample it holds
 * two numbers: by how much its time misses the last step, and by how much its value misses the last one plus the mean
 * growth. They are Rice codes whose width follows the recent mean, so that a quiet series costs next to nothing, and a
 * lively one little more than its noise; while all goes as expected, one bit says so. What fits no scale, as the mark of an end, follows an escape in full.
 *
 * <p>A block starts with the state before its first sample, so that the one before it can be reused at any time. First word:
 * the time (44 bits), the scale (5), the widths of both codes (6 each). Then, each after its length (6): growth, value, step.
 *
 * <p>Sources: T. Pelkonen et al., "Gorilla" (VLDB 2015), for the times; A. Afroozeh et al., "ALP" (SIGMOD 2023), for
 * decimals as integers; R. Rice, "Some practical universal noiseless coding techniques" (JPL 1979). Guarded by the series.
 */
abstract class PackedSamples {

    /** Blocks that a series may have whatever the others have: enough for the signal window at the usual 15 s. */
    static final int ALWAYS = 4;

    /** More than an hour of a sample a second takes, unless the values are random bits. */
    private static final int MOST = 256;

    /** A value is a whole number over one of these, from coarse to fine; then comes what exporters do besides. */
    private static final double[] SCALES = {
        1.0 / 4096, 1, 1e1, 1e2, 1e3, 1e3, 1e4, 1e5, 1e6, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15
    };

    /** node_exporter multiplies the milliseconds of disks by a thousandth, which rounds otherwise than a division. */
    private static final int THOUSANDTHS = 5;

    /** node_exporter divides the microseconds of PSI by a thousand, and again. */
    private static final int THOUSAND_TWICE = 9;

    /** Beyond this a double does not hold every whole number. */
    private static final double MOST_WHOLE = 1L << 53;

    private static final long NOT_WHOLE = Long.MIN_VALUE;

    private static final int BLOCK_BITS = Blocks.WORDS * Long.SIZE;
    private static final int TIME_BITS = 44;
    private static final int SCALE_BITS = 5;
    private static final int WIDTH_BITS = 6;
    private static final int LENGTH_BITS = 6;

    /** So many ones in a row say that the number follows in full, after its length; after a length of 0, a double. */
    private static final int ESCAPE = 12;

    private static final long ESCAPED = (1L << ESCAPE) - 1;
    private static final int RAW_BITS = ESCAPE + LENGTH_BITS + Long.SIZE;

    /** What a reader makes of a length of 0. */
    private static final long RAW = -1;

    private static final int MAX_WIDTH = 50;

    /** Means are kept in sixteenths. */
    private static final int FRACTION = 4;

    /** One outlier counts for at most 64 times the mean. */
    private static final int OUTLIER = 6;

    private final Blocks blocks;
    private int oldest = NONE;
    private int newest = NONE;
    private short held;
    private short end;
    private byte scale;
    private int step;
    private long lastMs = Long.MIN_VALUE;
    private long stepNoise;
    private long whole;
    private long growth;
    private long noise;

    PackedSamples(Blocks blocks) {
        this.blocks = blocks;
    }

    /** Reads without the guard what an append will read and write, so that it is near by then. Any value is fine. */
    final long nearby() {
        int block = newest;
        long @Nullable [] words = block == NONE ? null : blocks.words(block);
        return words == null ? noise : noise + words[blocks.at(block) + ((end >>> 6) & (Blocks.WORDS - 1))];
    }

    /** The time of the newest sample, or {@link Long#MIN_VALUE}. */
    final long lastMs() {
        return lastMs;
    }

    /** Appends a sample that is newer than all here; blocks with nothing newer than {@code coldMs} may go for it. */
    final void put(long ms, long bits, long coldMs) {
        double value = Double.longBitsToDouble(bits);
        long number = whole(value, bits, scale);
        boolean refined = number == NOT_WHOLE && (number = refine(value, bits)) != NOT_WHOLE;
        if (newest == NONE || refined) {
            // The state before the first sample of a scale is that sample itself.
            lastMs = newest == NONE ? ms : lastMs;
            whole = number == NOT_WHOLE ? 0 : number;
            growth = 0;
            begin(coldMs);
        }
        if (end + size(ms, number) > BLOCK_BITS) {
            begin(coldMs);
        }
        long[] words = blocks.words(newest);
        int base = blocks.at(newest) * Long.SIZE;
        end = (short) (write(words, base + end, ms, bits, number) - base);
    }

    /** How many bits a sample takes. */
    private int size(long ms, long number) {
        long late = zigzag(ms - lastMs - step);
        long off = number == NOT_WHOLE ? 1 : zigzag(number - expected(whole, growth));
        boolean quiet = quiet(noise, stepNoise);
        return quiet && late == 0 && off == 0
                ? 1
                : (quiet ? 1 : 0) + codeBits(late, stepNoise) + (number == NOT_WHOLE ? RAW_BITS : codeBits(off, noise));
    }

    /** Writes a sample, and learns from it as its reader will; where it ended. */
    private int write(long[] words, int from, long ms, long bits, long number) {
        long late = zigzag(ms - lastMs - step);
        long off = number == NOT_WHOLE ? 1 : zigzag(number - expected(whole, growth));
        boolean expected = late == 0 && off == 0;
        boolean quiet = quiet(noise, stepNoise);
        int at = quiet ? write(words, from, expected ? 0 : 1, 1) : from;
        if (!quiet || !expected) {
            at = writeCode(words, at, late, width(stepNoise));
            at = number == NOT_WHOLE ? writeRaw(words, at, bits) : writeCode(words, at, off, width(noise));
        }
        if (number != NOT_WHOLE) {
            long bounded = bounded(off, noise);
            growth += grown(off, bounded);
            noise = moved(noise, bounded);
            whole = number;
        }
        stepNoise = moved(stepNoise, bounded(late, stepNoise));
        step = stepOf(ms - lastMs);
        lastMs = ms;
        return at;
    }

    /** Adds the samples from {@code fromMs} on to {@code into}, oldest first. */
    final void unpack(long fromMs, Samples into) {
        for (int block = oldest; block != NONE; ) {
            int after = blocks.next(block);
            long until = after == NONE ? lastMs : timeOf(after);
            if (until >= fromMs) {
                unpack(block, until, fromMs, into);
            }
            block = after;
        }
    }

    /** The time before the first sample that is held, or {@link Long#MAX_VALUE}. */
    final long oldestTime() {
        return oldest == NONE ? Long.MAX_VALUE : timeOf(oldest);
    }

    /** As if there had never been a sample. */
    final void restart() {
        release();
        lastMs = Long.MIN_VALUE;
        step = 0;
    }

    /** Gives all blocks back. */
    final void release() {
        while (held > 0) {
            dropOldest();
        }
        newest = NONE;
    }

    /** Turns to an empty block, and writes the state into it, rounded as its reader will know it. */
    private void begin(long coldMs) {
        int block = empty(coldMs);
        if (newest == NONE) {
            oldest = block;
        } else {
            blocks.next(newest, block);
        }
        newest = block;
        int width = width(noise);
        int stepWidth = width(stepNoise);
        noise = meanOf(width);
        stepNoise = meanOf(stepWidth);
        growth = expected(0, growth) << FRACTION;
        long[] words = blocks.words(block);
        int first = blocks.at(block);
        Arrays.fill(words, first, first + Blocks.WORDS, 0);
        int base = first * Long.SIZE;
        int at = write(words, base, lastMs, TIME_BITS);
        at = write(words, at, scale, SCALE_BITS);
        at = write(words, at, width, WIDTH_BITS);
        at = write(words, at, stepWidth, WIDTH_BITS);
        at = writeSized(words, at, zigzag(growth >> FRACTION));
        at = writeSized(words, at, zigzag(whole));
        at = writeSized(words, at, step);
        end = (short) (at - base);
    }

    /** A block out of the reserve, a spare one, or the oldest of its own. */
    private int empty(long coldMs) {
        while (held > 1 && timeOf(blocks.next(oldest)) < coldMs) {
            dropOldest();
        }
        int block = held < ALWAYS ? blocks.take() : held < MOST ? blocks.takeSpare() : NONE;
        if (block == NONE) {
            block = oldest;
            oldest = blocks.next(oldest);
            blocks.next(block, NONE);
        } else {
            held++;
        }
        return block;
    }

    private void dropOldest() {
        int block = oldest;
        oldest = blocks.next(block);
        blocks.give(block, held > ALWAYS);
        held--;
    }

    /** The time before the first sample of a block, which is that of the last in the block before. */
    private long timeOf(int block) {
        return blocks.words(block)[blocks.at(block)] >>> (Long.SIZE - TIME_BITS);
    }

    private void unpack(int block, long until, long fromMs, Samples into) {
        BitReader in = new BitReader(blocks.words(block), blocks.at(block) * Long.SIZE);
        long ms = in.bits(TIME_BITS);
        int of = (int) in.bits(SCALE_BITS);
        long valueMean = meanOf((int) in.bits(WIDTH_BITS));
        long stepMean = meanOf((int) in.bits(WIDTH_BITS));
        long rise = unzigzag(in.sized()) << FRACTION;
        long number = unzigzag(in.sized());
        int pace = (int) in.sized();
        do {
            boolean expected = quiet(valueMean, stepMean) && in.bits(1) == 0;
            long late = expected ? 0 : in.code(width(stepMean));
            long since = pace + unzigzag(late);
            ms += since;
            stepMean = moved(stepMean, bounded(late, stepMean));
            pace = stepOf(since);
            long off = expected ? 0 : in.code(width(valueMean));
            if (off == RAW) {
                into.addFrom(fromMs, ms, in.bits(Long.SIZE));
            } else {
                number = expected(number, rise) + unzigzag(off);
                long bounded = bounded(off, valueMean);
                rise += grown(off, bounded);
                valueMean = moved(valueMean, bounded);
                into.addFrom(fromMs, ms, Double.doubleToRawLongBits(value(number, of)));
            }
        } while (ms != until);
    }

    /** The number on the next finer scale that it fits, which becomes the scale; {@link #NOT_WHOLE} when it fits none. */
    private long refine(double value, long bits) {
        for (int finer = scale + 1; finer < SCALES.length; finer++) {
            long number = whole(value, bits, finer);
            if (number != NOT_WHOLE) {
                scale = (byte) finer;
                return number;
            }
        }
        return NOT_WHOLE;
    }

    /** The number that gives back exactly these bits on the scale. */
    private static long whole(double value, long bits, int scale) {
        double number = Math.rint(value * SCALES[scale]);
        // Not a number and infinities fail the first comparison, a negative zero the second.
        return Math.abs(number) < MOST_WHOLE && Double.doubleToRawLongBits(value((long) number, scale)) == bits
                ? (long) number
                : NOT_WHOLE;
    }

    private static double value(long number, int scale) {
        return switch (scale) {
            case THOUSANDTHS -> number * 0.001;
            case THOUSAND_TWICE -> number / 1e3 / 1e3;
            default -> number / SCALES[scale];
        };
    }

    private static long expected(long last, long growth) {
        return last + ((growth + (1L << (FRACTION - 1))) >> FRACTION);
    }

    /** Whether both codes are so narrow that one bit before them pays: it is 0 when there is nothing to say. */
    private static boolean quiet(long mean, long stepMean) {
        return width(mean) == 0 && width(stepMean) == 0;
    }

    private static int stepOf(long since) {
        return since > Integer.MAX_VALUE ? 0 : (int) since;
    }

    /** The best width for numbers of this mean: about the logarithm of 0.69 of it. */
    private static int width(long mean) {
        long part = (mean - (mean >> 2) - (mean >> 4)) >> FRACTION;
        return Math.min(MAX_WIDTH, Long.SIZE - Long.numberOfLeadingZeros(part));
    }

    /** A mean that has this width. */
    private static long meanOf(int width) {
        return width == 0 ? 0 : 1L << (width + FRACTION);
    }

    private static long bounded(long number, long mean) {
        return Math.min(number, ((mean >> FRACTION) + 1) << OUTLIER);
    }

    private static long moved(long mean, long number) {
        return mean + (((number << FRACTION) - mean) >> 3);
    }

    /** By how much the growth follows a value that is off by the zigzag {@code off}, bounded: a quarter. */
    private static long grown(long off, long bounded) {
        long distance = ((bounded + 1) >> 1) << (FRACTION - 2);
        return (off & 1) == 0 ? distance : -distance;
    }

    private static long zigzag(long number) {
        return (number << 1) ^ (number >> 63);
    }

    private static long unzigzag(long number) {
        return (number >>> 1) ^ -(number & 1);
    }

    private static int codeBits(long number, long mean) {
        int width = width(mean);
        long ones = number >>> width;
        return ones < ESCAPE ? (int) ones + 1 + width : ESCAPE + LENGTH_BITS + length(number);
    }

    private static int writeCode(long[] words, int at, long number, int width) {
        long ones = number >>> width;
        if (ones < ESCAPE) {
            long low = number & ((1L << width) - 1);
            return write(words, at, (((1L << ones) - 1) << (width + 1)) | low, (int) ones + 1 + width);
        }
        return writeSized(words, write(words, at, ESCAPED, ESCAPE), number);
    }

    private static int writeRaw(long[] words, int at, long bits) {
        return write(words, write(words, at, ESCAPED << LENGTH_BITS, ESCAPE + LENGTH_BITS), bits, Long.SIZE);
    }

    private static int writeSized(long[] words, int at, long number) {
        int length = length(number);
        return write(words, write(words, at, length, LENGTH_BITS), number, length);
    }

    /** In bits, at least 1, since 0 says something else. */
    private static int length(long number) {
        return Long.SIZE - Long.numberOfLeadingZeros(number | 1);
    }

    /** Writes the low {@code count} bits of {@code value}, which has no others, into zeros; where it ended. */
    private static int write(long[] words, int at, long value, int count) {
        int room = Long.SIZE - (at & 63);
        if (count <= room) {
            words[at >>> 6] |= value << (room - count);
        } else {
            words[at >>> 6] |= value >>> (count - room);
            words[(at >>> 6) + 1] = value << (Long.SIZE - (count - room));
        }
        return at + count;
    }

    /** Reads what the writers above have written. */
    private static final class BitReader {

        private final long[] words;
        private int at;

        BitReader(long[] words, int at) {
            this.words = words;
            this.at = at;
        }

        long bits(int count) {
            long value = window() >>> (Long.SIZE - count);
            at += count;
            return value;
        }

        long sized() {
            int length = (int) bits(LENGTH_BITS);
            return length == 0 ? RAW : bits(length);
        }

        long code(int width) {
            int ones = Long.numberOfLeadingZeros(~window());
            if (ones >= ESCAPE) {
                at += ESCAPE;
                return sized();
            }
            at += ones + 1;
            return width == 0 ? ones : ((long) ones << width) | bits(width);
        }

        /** The next 64 bits; what is beyond the end of the block is of no interest to anybody. */
        private long window() {
            int word = at >>> 6;
            int shift = at & 63;
            long high = words[word] << shift;
            return shift == 0 || word + 1 == words.length ? high : high | (words[word + 1] >>> (Long.SIZE - shift));
        }
    }
}
