package dev.sluice.lab;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** The server's REST API, with the credential that it left in the context file of this user. */
final class SluiceApi {

    private static final Duration LIMIT = Duration.ofSeconds(30);

    private final String url;
    private final Path contextFile;

    /** @param url of the server, without a trailing slash */
    SluiceApi(String url, Path contextFile) {
        this.url = url;
        this.contextFile = contextFile;
    }

    /** Where the command line of this user looks: {@code SLUICE_CONTEXT}, else in {@code ~/.config}. */
    static Path contextFileOfThisUser() {
        String own = System.getenv("SLUICE_CONTEXT");
        return own != null && !own.isBlank()
                ? Path.of(own)
                : Path.of(System.getProperty("user.home"), ".config", "sluice", "context.json");
    }

    String url() {
        return url;
    }

    /** Whether the server answers and takes the credential of the context file. */
    boolean ready() {
        return token().isPresent() && get("/api/status").isPresent();
    }

    /** The answer's body; empty when there is no server, no credential or no success. */
    Optional<JsonNode> get(String path) {
        try {
            HttpResponse<String> answer = LabHttp.send(request(path).GET().build());
            return answer.statusCode() == 200 ? Optional.of(LabHttp.JSON.readTree(answer.body())) : Optional.empty();
        } catch (IOException | LabException noAnswer) {
            if (Thread.currentThread().isInterrupted()) {
                throw new LabException("The lab was interrupted.", noAnswer);
            }
            return Optional.empty();
        }
    }

    /**
     * Posts {@code body} and answers the answer's.
     *
     * @throws LabException with the server's own sentence when it refuses
     */
    JsonNode post(String path, Map<String, ?> body) {
        try {
            HttpResponse<String> answer = LabHttp.send(request(path)
                    .header("Content-Type", "application/json")
                    .POST(HttpRequest.BodyPublishers.ofString(LabHttp.JSON.writeValueAsString(body)))
                    .build());
            JsonNode json =
                    answer.body().isBlank() ? LabHttp.JSON.createObjectNode() : LabHttp.JSON.readTree(answer.body());
            if (answer.statusCode() / 100 != 2) {
                throw new LabException(json.path("detail")
                        .asText("Sluice answered " + answer.statusCode() + " to POST " + path + "."));
            }
            return json;
        } catch (JacksonException e) {
            throw new LabException("Sluice did not answer with JSON to POST " + path + ".", e);
        } catch (IOException e) {
            throw new LabException("Sluice does not answer at " + url + ".", e);
        }
    }

    private HttpRequest.Builder request(String path) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url + path))
                .header("Accept", "application/json")
                .timeout(LIMIT);
        token().ifPresent(token -> request.header("Authorization", "Bearer " + token));
        return request;
    }

    /** Read anew each time: the server makes another one at each start. Another server's is not sent to this one. */
    private Optional<String> token() {
        try {
            JsonNode context = LabHttp.JSON.readTree(Files.readString(contextFile));
            return context.path("url").asText().equals(url)
                    ? Optional.of(context.path("token").asText())
                    : Optional.empty();
        } catch (IOException notYet) {
            return Optional.empty();
        }
    }
}
