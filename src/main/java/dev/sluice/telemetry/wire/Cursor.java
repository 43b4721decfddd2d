package dev.sluice.telemetry.wire;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Walks protobuf's wire format over a byte array; every step is checked against the end.
 *
 * <p>Source: protobuf.dev, "Encoding". Groups are refused: proto3 has none.
 */
final class Cursor {

    /** Wire types, the low three bits of a tag. */
    static final int VARINT = 0;

    static final int FIXED64 = 1;
    static final int BYTES = 2;
    static final int FIXED32 = 5;

    private static final VarHandle LONG = MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.LITTLE_ENDIAN);

    private byte[] bytes = {};
    private int pos;
    private int end;

    void over(byte[] buffer, int from, int to) {
        bytes = buffer;
        pos = from;
        end = to;
    }

    byte[] bytes() {
        return bytes;
    }

    int pos() {
        return pos;
    }

    void moveTo(int position) {
        pos = position;
    }

    int end() {
        return end;
    }

    /** Narrows or widens the view; the position stays. */
    void endAt(int position) {
        end = position;
    }

    boolean more() {
        return pos < end;
    }

    /** The next byte without taking it, as long as there is {@link #more}. */
    int peek() {
        return bytes[pos];
    }

    /** A field's tag; 32 bits, and no field 0. */
    int tag() {
        int tag = pos < end && bytes[pos] > 0 ? bytes[pos++] : (int) varint();
        if (tag >>> 3 == 0) {
            throw new Malformed("protobuf: a field has number 0");
        }
        return tag;
    }

    long varint() {
        long value = 0;
        for (int shift = 0; shift < 64; shift += 7) {
            if (pos >= end) {
                throw new Malformed("protobuf: the message ends within a number");
            }
            byte b = bytes[pos++];
            value |= (b & 0x7FL) << shift;
            if (b >= 0) {
                return value;
            }
        }
        throw new Malformed("protobuf: a number has more than 10 bytes");
    }

    /** The length of what follows, which lies wholly before the end. */
    int length() {
        if (pos < end) {
            int small = bytes[pos];
            if (small >= 0 && small <= end - pos - 1) {
                pos++;
                return small;
            }
        }
        long length = varint();
        if (length < 0 || length > end - pos) {
            throw new Malformed("protobuf: a length reaches beyond its message");
        }
        return (int) length;
    }

    long fixed64() {
        if (end - pos < 8) {
            throw new Malformed("protobuf: the message ends within a number");
        }
        long value = (long) LONG.get(bytes, pos);
        pos += 8;
        return value;
    }

    /** Passes over the value of a field that is of no interest. */
    void skip(int tag) {
        switch (tag & 7) {
            case VARINT -> passVarint();
            case FIXED64 -> forward(8);
            case BYTES -> skipBytes();
            case FIXED32 -> forward(4);
            default -> throw new Malformed("protobuf: wire type " + (tag & 7) + " is not known");
        }
    }

    /** Passes over a length and what it spans. */
    void skipBytes() {
        int size = length();
        pos += size;
    }

    private void passVarint() {
        while (pos < end) {
            if (bytes[pos++] >= 0) {
                return;
            }
        }
        throw new Malformed("protobuf: the message ends within a number");
    }

    private void forward(int count) {
        if (count > end - pos) {
            throw new Malformed("protobuf: the message ends within a field");
        }
        pos += count;
    }
}
