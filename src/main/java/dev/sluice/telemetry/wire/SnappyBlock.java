package dev.sluice.telemetry.wire;

import java.io.IOException;
import org.xerial.snappy.Snappy;

/**
 * Unpacks the Snappy block format, as remote write uses it. The length that the block claims is checked before a byte is
 * allocated.
 *
 * <p>Source: {@code format_description.txt} of google/snappy.
 */
public final class SnappyBlock {

    /** A copy element makes 64 bytes of 3; nothing makes more. */
    private static final int MOST_FROM_ONE = 22;

    /** A buffer beyond this is not kept for the next request. */
    private static final int KEEP = 1 << 20;

    private final int cap;
    private byte[] buffer = new byte[64 * 1024];

    /** @param cap the most bytes that a block may unpack to */
    public SnappyBlock(int cap) {
        this.cap = cap;
    }

    /**
     * The length that the block claims.
     *
     * @throws Malformed when there is none, or the block is too short to hold so much
     */
    public static int claimedLength(byte[] block, int length) {
        long claimed = 0;
        for (int i = 0; i < 5; i++) {
            if (i == length) {
                throw new Malformed("the body is no Snappy block: it ends within its length");
            }
            claimed |= (block[i] & 0x7FL) << (7 * i);
            if (block[i] >= 0) {
                if (claimed > Integer.MAX_VALUE || claimed > (long) MOST_FROM_ONE * length) {
                    throw new Malformed("the body is no Snappy block: " + length + " bytes cannot hold the " + claimed
                            + " that they claim");
                }
                return (int) claimed;
            }
        }
        throw new Malformed("the body is no Snappy block: its length has more than 5 bytes");
    }

    /**
     * Unpacks a block into {@link #bytes}, which the next call overwrites.
     *
     * @return how many bytes
     * @throws Malformed when it is no block
     * @throws TooLarge when it claims more than the cap
     */
    public int unpack(byte[] block, int length) {
        int claimed = claimedLength(block, length);
        if (claimed > cap) {
            throw new TooLarge("the body unpacks to " + claimed + " bytes, more than the " + cap
                    + " of sluice.telemetry.write.max-unpacked; send smaller batches");
        }
        if (buffer.length < claimed || (buffer.length > KEEP && claimed <= KEEP)) {
            buffer = new byte[Math.max(claimed, 64 * 1024)];
        }
        try {
            int got = Snappy.rawUncompress(block, 0, length, buffer, 0);
            if (got != claimed) {
                throw new Malformed("the body is no Snappy block: it claims " + claimed + " bytes and holds " + got);
            }
            return got;
        } catch (IOException e) {
            throw new Malformed("the body is no Snappy block; the framed format is not remote write");
        }
    }

    /** What {@link #unpack} has unpacked, from the start. */
    public byte[] bytes() {
        return buffer;
    }
}
