package dev.sluice.telemetry;

import dev.sluice.telemetry.intake.Intake.Version;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Which message a request says that it holds; the field numbers of the two are disjoint, so guessing would find nothing. */
sealed interface RemoteWriteMessage {

    record Supported(Version version) implements RemoteWriteMessage {}

    record Unsupported(String reason) implements RemoteWriteMessage {}

    /** Missing headers mean 1.0 in Snappy, as in Prometheus's own receiver. */
    static RemoteWriteMessage of(@Nullable String type, @Nullable String encoding) {
        if (encoding != null && !encoding.strip().equalsIgnoreCase("snappy")) {
            return new Unsupported("Content-Encoding " + shown(encoding) + " is not supported, use snappy");
        }
        if (type == null || type.isBlank()) {
            return new Supported(Version.V1);
        }
        List<String> parts = List.of(type.toLowerCase(Locale.ROOT).split(";", -1));
        if (!parts.getFirst().strip().equals("application/x-protobuf")) {
            return new Unsupported("Content-Type " + shown(type) + " is not supported, use application/x-protobuf");
        }
        String proto = parts.stream()
                .skip(1)
                .map(String::strip)
                .filter(p -> p.startsWith("proto="))
                .map(p -> p.substring("proto=".length()).replace("\"", ""))
                .findFirst()
                .orElse("prometheus.writerequest");
        return switch (proto) {
            case "prometheus.writerequest" -> new Supported(Version.V1);
            case "io.prometheus.write.v2.request" -> new Supported(Version.V2);
            default ->
                new Unsupported("proto " + shown(proto)
                        + " is not known, use prometheus.WriteRequest or io.prometheus.write.v2.Request");
        };
    }

    private static String shown(String header) {
        String cut = header.length() <= 100 ? header : header.substring(0, 100) + "…";
        return '\'' + cut.replaceAll("\\p{Cntrl}", "?") + '\'';
    }
}
