package dev.sluice.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.SerializationFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.datatype.jsr310.JavaTimeModule;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** Answers what it was told to; of several answers to one request the last stays. Remembers what it was asked. */
final class StubServer implements AutoCloseable {

    static final String TOKEN = "slc_" + "t".repeat(43);

    private final JsonMapper json = JsonMapper.builder()
            .addModule(new JavaTimeModule())
            .disable(SerializationFeature.WRITE_DATES_AS_TIMESTAMPS)
            .build();
    private final Map<String, Deque<Answer>> answers = new ConcurrentHashMap<>();
    private final HttpServer http;

    final List<String> asked = new CopyOnWriteArrayList<>();

    private record Answer(int status, String body) {}

    StubServer() throws IOException {
        http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        http.createContext("/", this::handle);
        http.start();
    }

    String url() {
        return "http://127.0.0.1:" + http.getAddress().getPort();
    }

    /** @param request for example {@code GET /api/status} */
    void answers(String request, Object view) {
        answers(request, 200, view);
    }

    void answers(String request, int status, Object body) {
        try {
            var text = body instanceof String s ? s : json.writeValueAsString(body);
            answers.computeIfAbsent(request, ignored -> new ArrayDeque<>()).add(new Answer(status, text));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException(e);
        }
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            var request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
            var body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            asked.add(body.isEmpty() ? request : request + " " + body);
            var queue = answers.get(request);
            var answer =
                    !("Bearer " + TOKEN).equals(exchange.getRequestHeaders().getFirst("Authorization"))
                            ? new Answer(401, "{\"detail\":\"no\"}")
                            : queue == null
                                    ? new Answer(404, "{\"detail\":\"The stub has no answer to " + request + ".\"}")
                                    : queue.size() > 1 ? queue.remove() : queue.element();
            var bytes = answer.body().getBytes(StandardCharsets.UTF_8);
            exchange.sendResponseHeaders(answer.status(), bytes.length == 0 ? -1 : bytes.length);
            exchange.getResponseBody().write(bytes);
        }
    }

    @Override
    public void close() {
        http.stop(0);
    }
}
