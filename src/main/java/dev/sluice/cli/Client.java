package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationContext;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.deser.std.StdDeserializer;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.module.SimpleModule;
import dev.sluice.api.view.AuditView;
import dev.sluice.api.view.ProblemView;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.ConnectException;
import java.net.HttpURLConnection;
import java.net.SocketTimeoutException;
import java.net.URI;
import java.net.UnknownHostException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The server's REST API. Every failure is a {@link Fault} with a sentence.
 *
 * <p>HttpURLConnection rather than java.net.http: a verb makes one or two calls and ends, and this one is up sooner.
 */
final class Client {

    private static final int CONNECT_MILLIS = 5_000;
    private static final int ANSWER_MILLIS = 60_000;

    private final JsonMapper json = mapper();
    private final Target target;

    Client(Target target) {
        this.target = target;
    }

    Target target() {
        return target;
    }

    private static JsonMapper mapper() {
        return JsonMapper.builder()
                .addModule(new SimpleModule().addDeserializer(Instant.class, new InstantReader()))
                .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                .build();
    }

    /** Reads lines of an exported audit trail, without any server. */
    static Function<String, AuditView> reader() {
        var json = mapper();
        return line -> {
            try {
                return json.readValue(line, AuditView.class);
            } catch (JsonProcessingException e) {
                throw new UncheckedIOException(e);
            }
        };
    }

    /** One value out of an answer that holds several. */
    <T> T read(String text, Class<T> type) {
        return new Answer(text, "").as(type);
    }

    /** The one type of time in the views; the module for all of them would cost each start a tenth of a second. */
    private static final class InstantReader extends StdDeserializer<Instant> {
        InstantReader() {
            super(Instant.class);
        }

        @Override
        public Instant deserialize(JsonParser parser, DeserializationContext context) throws IOException {
            try {
                return Instant.parse(parser.getText());
            } catch (DateTimeParseException e) {
                throw context.weirdStringException(parser.getText(), Instant.class, "not an instant");
            }
        }
    }

    /** An answer, as text for programs and as a value for tables. */
    final class Answer {
        private final String text;
        private final String note;

        private Answer(String text, String note) {
            this.text = text;
            this.note = note;
        }

        /** As it came, for what is not JSON. */
        String text() {
            return text;
        }

        /** What the server says about its answer, for people; empty when it says nothing. */
        String note() {
            return note;
        }

        <T> T as(Class<T> type) {
            try {
                return json.readValue(text, type);
            } catch (JsonProcessingException e) {
                throw notOurs();
            }
        }

        String pretty() {
            try {
                return json.readTree(text).toPrettyString();
            } catch (JsonProcessingException e) {
                throw notOurs();
            }
        }
    }

    Answer get(String path) {
        return call("GET", path, null);
    }

    /** @param body a view record or null for none */
    Answer post(String path, @Nullable Object body) {
        return call("POST", path, body);
    }

    /** @param body a view record */
    Answer put(String path, Object body) {
        return call("PUT", path, body);
    }

    Answer delete(String path) {
        return call("DELETE", path, null);
    }

    private Answer call(String method, String path, @Nullable Object body) {
        try {
            var connection =
                    (HttpURLConnection) URI.create(target.url() + path).toURL().openConnection();
            connection.setConnectTimeout(CONNECT_MILLIS);
            connection.setReadTimeout(ANSWER_MILLIS);
            connection.setInstanceFollowRedirects(false);
            connection.setRequestMethod(method);
            if (!target.token().isEmpty()) {
                connection.setRequestProperty("Authorization", "Bearer " + target.token());
            }
            connection.setRequestProperty("Accept", "application/json, text/csv, application/x-ndjson");
            if (body != null) {
                connection.setRequestProperty("Content-Type", "application/json");
                connection.setDoOutput(true);
                try (var out = connection.getOutputStream()) {
                    out.write(json.writeValueAsBytes(body));
                }
            } else if ("POST".equals(method)) {
                connection.setDoOutput(true);
                connection.setFixedLengthStreamingMode(0);
                connection.getOutputStream().close();
            }
            var status = connection.getResponseCode();
            var note = connection.getHeaderField("Sluice-Note");
            return answer(
                    status,
                    text(status < 400 ? connection.getInputStream() : connection.getErrorStream()),
                    note == null ? "" : note);
        } catch (IOException | IllegalArgumentException e) {
            throw new Fault(
                    Fault.UNREACHABLE,
                    "Cannot reach Sluice at " + target.url() + " (" + reason(e)
                            + "); start it with ./sluice serve, or name" + " another with --server URL.");
        }
    }

    private static String text(@Nullable InputStream in) throws IOException {
        if (in == null) {
            return "";
        }
        try (in) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }

    private Answer answer(int status, String text, String note) {
        if (status < 300) {
            return new Answer(text, note);
        }
        if (status < 400) {
            throw notOurs();
        }
        if (status == 401) {
            throw new Fault(
                    Fault.REFUSED,
                    "Sluice at " + target.url() + " does not take the credential from " + target.tokenSource()
                            + "; restart the server for a new one, or name another with --token-file FILE.");
        }
        var problem = problem(text);
        throw new Fault(status < 500 || status == 502 ? Fault.REFUSED : Fault.FAILED, problem);
    }

    private String problem(String text) {
        try {
            JsonNode tree = json.readTree(text);
            if (tree != null && tree.hasNonNull("detail")) {
                return json.treeToValue(tree, ProblemView.class).detail();
            }
        } catch (JsonProcessingException e) {
            throw notOurs();
        }
        throw notOurs();
    }

    private Fault notOurs() {
        return new Fault(
                Fault.FAILED,
                "What answers at " + target.url() + " is not Sluice's API; check the address given as --server.");
    }

    private static String reason(Exception e) {
        var message = e.getMessage();
        return switch (e) {
            case ConnectException refused -> "connection refused";
            case SocketTimeoutException slow -> "no answer in time";
            case UnknownHostException unknown -> "unknown host " + message;
            default -> message == null ? e.getClass().getSimpleName() : message;
        };
    }
}
