package dev.sluice.telemetry.wire;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;

/** A protobuf message under way; what is zero is left out, as every encoder does. */
final class ProtobufMessage {

    private final ByteArrayOutputStream out = new ByteArrayOutputStream();

    ProtobufMessage message(int field, ProtobufMessage message) {
        raw((long) field << 3 | Cursor.BYTES);
        raw(message.out.size());
        out.writeBytes(message.bytes());
        return this;
    }

    ProtobufMessage text(int field, String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        raw((long) field << 3 | Cursor.BYTES);
        raw(bytes.length);
        out.writeBytes(bytes);
        return this;
    }

    ProtobufMessage varint(int field, long value) {
        if (value != 0) {
            raw((long) field << 3 | Cursor.VARINT);
            raw(value);
        }
        return this;
    }

    void fixed64(int field, long value) {
        if (value != 0) {
            raw((long) field << 3 | Cursor.FIXED64);
            for (int shift = 0; shift < 64; shift += 8) {
                out.write((int) (value >>> shift));
            }
        }
    }

    byte[] bytes() {
        return out.toByteArray();
    }

    private void raw(long value) {
        long rest = value;
        while ((rest & ~0x7FL) != 0) {
            out.write((int) ((rest & 0x7F) | 0x80));
            rest >>>= 7;
        }
        out.write((int) rest);
    }
}
