package dev.sluice.telemetry.wire;

import com.fasterxml.jackson.core.io.JsonStringEncoder;
import java.nio.charset.StandardCharsets;

/**
 * The bodies that answer OTLP, in the encoding of the request.
 *
 * <p>Source: opentelemetry.io, "OTLP specification": {@code ExportMetricsServiceResponse} and {@code google.rpc.Status}.
 */
public record OtlpAnswer(boolean json) {

    /** All is taken. */
    public byte[] done() {
        return json ? "{}".getBytes(StandardCharsets.UTF_8) : new byte[0];
    }

    /** So many data points are refused for good; the rest is taken. */
    public byte[] partial(long rejected, String reason) {
        return json
                ? "{\"partialSuccess\":{\"rejectedDataPoints\":\"%d\",\"errorMessage\":\"%s\"}}"
                        .formatted(rejected, escaped(reason))
                        .getBytes(StandardCharsets.UTF_8)
                : new ProtobufMessage()
                        .message(1, new ProtobufMessage().varint(1, rejected).text(2, reason))
                        .bytes();
    }

    /** Nothing is taken. */
    public byte[] status(int code, String reason) {
        return json
                ? "{\"code\":%d,\"message\":\"%s\"}"
                        .formatted(code, escaped(reason))
                        .getBytes(StandardCharsets.UTF_8)
                : new ProtobufMessage().varint(1, code).text(2, reason).bytes();
    }

    private static String escaped(String text) {
        return new String(JsonStringEncoder.getInstance().quoteAsString(text));
    }
}
