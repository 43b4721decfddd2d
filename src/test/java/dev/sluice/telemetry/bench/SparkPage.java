package dev.sluice.telemetry.bench;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** What a Spark master answers that has these nodes and nothing to do, so that they are in the fleet and on the map. */
record SparkPage(HttpServer server) implements AutoCloseable {

    static SparkPage of(List<String> nodes) {
        byte[] page = nodes.stream()
                .map(node ->
                        "{\"id\":\"worker-20260101000000-%1$s-1\",\"host\":\"%1$s\",\"state\":\"ALIVE\",\"cores\":16,\"memory\":65536}"
                                .formatted(node))
                .collect(Collectors.joining(",", "{\"status\":\"ALIVE\",\"workers\":[", "]}"))
                .getBytes(StandardCharsets.UTF_8);
        try {
            HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
            server.createContext("/json/", exchange -> {
                try (exchange) {
                    exchange.getResponseHeaders().set("Content-Type", "application/json");
                    exchange.sendResponseHeaders(200, page.length);
                    exchange.getResponseBody().write(page);
                }
            });
            server.start();
            return new SparkPage(server);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    String url() {
        return "http://127.0.0.1:" + server.getAddress().getPort();
    }

    @Override
    public void close() {
        server.stop(0);
    }
}
