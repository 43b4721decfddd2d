package dev.sluice.telemetry.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;

/** An open page, as far as the server can tell: a socket that watches the map of the fleet. */
record Viewer(HttpClient client, WebSocket socket, AtomicInteger seen) implements AutoCloseable {

    private static final String WATCH =
            "{\"kind\":\"watch\",\"epoch\":\"\",\"offset\":0,\"signal\":\"cpu\",\"parts\":{}}";

    static Viewer of(Server server) {
        HttpClient client = HttpClient.newHttpClient();
        AtomicInteger seen = new AtomicInteger();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + server.token())
                .subprotocols("sluice.v1")
                .buildAsync(URI.create("ws://" + server.url().getAuthority() + "/live"), new WebSocket.Listener() {
                    @Override
                    public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
                        seen.addAndGet(last ? 1 : 0);
                        return WebSocket.Listener.super.onText(from, data, last);
                    }
                })
                .join();
        socket.sendText(WATCH, true).join();
        return new Viewer(client, socket, seen);
    }

    int frames() {
        return seen.get();
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
    }
}
