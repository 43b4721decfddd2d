package dev.sluice.telemetry.wire;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.zip.GZIPInputStream;

/** Unpacks gzip, and never more than the cap. */
public final class Gzip {

    private Gzip() {}

    /**
     * What {@code body} unpacks to.
     *
     * @throws Malformed when it is no gzip
     * @throws TooLarge when it is more than {@code cap} bytes
     */
    public static byte[] unpack(byte[] body, int cap) {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(body))) {
            byte[] unpacked = in.readNBytes(cap);
            if (unpacked.length == cap && in.read() >= 0) {
                throw new TooLarge("the body unpacks to more than the " + cap
                        + " bytes of sluice.telemetry.write.max-unpacked; send smaller batches");
            }
            return unpacked;
        } catch (IOException e) {
            throw new Malformed("the body is no gzip, or is cut off");
        }
    }
}
