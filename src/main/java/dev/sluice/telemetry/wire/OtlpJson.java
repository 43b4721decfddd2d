package dev.sluice.telemetry.wire;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.util.Iterator;

/**
 * OpenTelemetry's metrics in JSON, written anew as the protobuf message that they stand for, so that one decoder reads both.
 * What is of no interest, descriptions for example, is left out; so are the insides of histograms.
 *
 * <p>Source: opentelemetry.io, "OTLP specification", JSON Protobuf Encoding: names in lowerCamelCase, 64-bit integers as text
 * or number, enums as integers, unknown fields ignored.
 */
public final class OtlpJson {

    private static final ObjectMapper JSON = new ObjectMapper();

    private OtlpJson() {}

    /**
     * The protobuf message of a body.
     *
     * @throws Malformed when it is no JSON, or no such message
     */
    public static byte[] toProtobuf(byte[] body, int length) {
        JsonNode request;
        try {
            request = JSON.readTree(body, 0, length);
        } catch (JsonProcessingException e) {
            throw new Malformed("the body is no JSON: line " + e.getLocation().getLineNr() + ", column "
                    + e.getLocation().getColumnNr());
        } catch (IOException e) {
            throw new Malformed("the body is no JSON");
        }
        if (request == null || !request.isObject()) {
            throw new Malformed("the body must be a JSON object with resourceMetrics");
        }
        ProtobufMessage message = new ProtobufMessage();
        for (JsonNode one : list(request, "resourceMetrics")) {
            message.message(1, resourceMetrics(one));
        }
        return message.bytes();
    }

    private static ProtobufMessage resourceMetrics(JsonNode json) {
        ProtobufMessage message = new ProtobufMessage();
        ProtobufMessage resource = new ProtobufMessage();
        attributes(json.path("resource"), 1, resource);
        message.message(1, resource);
        for (JsonNode scope : list(json, "scopeMetrics")) {
            ProtobufMessage metrics = new ProtobufMessage();
            for (JsonNode metric : list(scope, "metrics")) {
                metrics.message(2, metric(metric));
            }
            message.message(2, metrics);
        }
        return message;
    }

    private static ProtobufMessage metric(JsonNode json) {
        ProtobufMessage message =
                new ProtobufMessage().text(1, json.path("name").asText());
        if (json.has("gauge")) {
            message.message(5, points(json.path("gauge")));
        }
        if (json.has("sum")) {
            JsonNode sum = json.path("sum");
            message.message(
                    7,
                    points(sum)
                            .varint(2, integer(sum, "aggregationTemporality"))
                            .varint(3, sum.path("isMonotonic").asBoolean() ? 1 : 0));
        }
        passed(json, "histogram", 9, message);
        passed(json, "exponentialHistogram", 10, message);
        passed(json, "summary", 11, message);
        return message;
    }

    /** Only how many there are. */
    private static void passed(JsonNode json, String name, int field, ProtobufMessage into) {
        if (json.has(name)) {
            ProtobufMessage points = new ProtobufMessage();
            for (JsonNode ignored : list(json.path(name), "dataPoints")) {
                points.message(1, new ProtobufMessage());
            }
            into.message(field, points);
        }
    }

    private static ProtobufMessage points(JsonNode json) {
        ProtobufMessage message = new ProtobufMessage();
        for (JsonNode point : list(json, "dataPoints")) {
            ProtobufMessage one = new ProtobufMessage();
            one.fixed64(2, integer(point, "startTimeUnixNano"));
            one.fixed64(3, integer(point, "timeUnixNano"));
            if (point.has("asDouble")) {
                one.fixed64(4, Double.doubleToRawLongBits(number(point.path("asDouble"))));
            } else if (point.has("asInt")) {
                one.fixed64(6, integer(point, "asInt"));
            }
            attributes(point, 7, one);
            message.message(1, one.varint(8, integer(point, "flags")));
        }
        return message;
    }

    private static void attributes(JsonNode json, int field, ProtobufMessage into) {
        for (JsonNode pair : list(json, "attributes")) {
            JsonNode value = pair.path("value");
            ProtobufMessage any = new ProtobufMessage();
            if (value.has("stringValue")) {
                any.text(1, value.path("stringValue").asText());
            } else if (value.has("boolValue")) {
                any.varint(2, value.path("boolValue").asBoolean() ? 1 : 0);
            } else if (value.has("intValue")) {
                any.varint(3, integer(value, "intValue"));
            } else if (value.has("doubleValue")) {
                any.fixed64(4, Double.doubleToRawLongBits(number(value.path("doubleValue"))));
            }
            into.message(
                    field,
                    new ProtobufMessage().text(1, pair.path("key").asText()).message(2, any));
        }
    }

    private static Iterable<JsonNode> list(JsonNode json, String name) {
        JsonNode list = json.path(name);
        if (!list.isMissingNode() && !list.isNull() && !list.isArray()) {
            throw new Malformed(name + " must be a list");
        }
        Iterator<JsonNode> elements = list.elements();
        return () -> elements;
    }

    private static double number(JsonNode json) {
        if (json.isNumber()) {
            return json.doubleValue();
        }
        try {
            return Double.parseDouble(json.asText());
        } catch (NumberFormatException e) {
            throw new Malformed("'" + shown(json) + "' is no number");
        }
    }

    private static long integer(JsonNode json, String name) {
        JsonNode value = json.path(name);
        if (value.isMissingNode() || value.isNull()) {
            return 0;
        }
        try {
            return value.isIntegralNumber() && value.canConvertToLong()
                    ? value.longValue()
                    : Long.parseLong(value.asText());
        } catch (NumberFormatException e) {
            throw new Malformed(name + " '" + shown(value) + "' is no whole number of 64 bits");
        }
    }

    private static String shown(JsonNode json) {
        String text = json.asText();
        return (text.length() <= 40 ? text : text.substring(0, 40) + "…").replaceAll("\\p{Cntrl}", "?");
    }
}
