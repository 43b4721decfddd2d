package dev.sluice.lab;

import com.fasterxml.jackson.core.JacksonException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;

/** Asks the frameworks of the lab. */
final class LabHttp {

    static final ObjectMapper JSON = new ObjectMapper();

    private static final HttpClient CLIENT = HttpClient.newBuilder()
            .version(HttpClient.Version.HTTP_1_1)
            .connectTimeout(Duration.ofSeconds(3))
            .build();

    private LabHttp() {}

    static HttpResponse<String> send(HttpRequest request) throws IOException {
        try {
            return CLIENT.send(request, HttpResponse.BodyHandlers.ofString());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("The lab was interrupted.", e);
        }
    }

    static String json(Object value) {
        try {
            return JSON.writeValueAsString(value);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no JSON can be made of " + value, e);
        }
    }

    /** The JSON at {@code url}; fails with {@link LabException} when there is none. */
    static JsonNode get(String url) {
        try {
            HttpResponse<String> answer = send(HttpRequest.newBuilder(URI.create(url))
                    .header("Accept", "application/json")
                    .timeout(Duration.ofSeconds(5))
                    .build());
            return JSON.readTree(answer.body());
        } catch (JacksonException e) {
            throw new LabException(url + " did not answer with JSON.", e);
        } catch (IOException e) {
            throw new LabException(url + " does not answer.", e);
        }
    }

    /** Posts nothing to {@code url}; fails with {@link LabException} unless the answer is a success. */
    static void post(String url) {
        try {
            int status = send(HttpRequest.newBuilder(URI.create(url))
                            .POST(HttpRequest.BodyPublishers.noBody())
                            .timeout(Duration.ofSeconds(5))
                            .build())
                    .statusCode();
            if (status / 100 != 2) {
                throw new LabException(url + " answered " + status + ".");
            }
        } catch (IOException e) {
            throw new LabException(url + " does not answer.", e);
        }
    }
}
