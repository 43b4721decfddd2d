package dev.sluice.telemetry.bench;

import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/** An open page, as far as the server can tell: a socket that watches the map of the fleet. */
record Viewer(HttpClient client, WebSocket socket) implements AutoCloseable {

    /** @param frames is given each message, on a thread of its own */
    static Viewer of(Server server, String signal, Consumer<String> frames) {
        HttpClient client = HttpClient.newHttpClient();
        WebSocket socket = client.newWebSocketBuilder()
                .header("Authorization", "Bearer " + server.token())
                .subprotocols("sluice.v1")
                .buildAsync(URI.create("ws://" + server.url().getAuthority() + "/live"), new Whole(frames))
                .join();
        socket.sendText(
                        "{\"kind\":\"watch\",\"epoch\":\"\",\"offset\":0,\"signal\":\"%s\",\"parts\":{}}"
                                .formatted(signal),
                        true)
                .join();
        return new Viewer(client, socket);
    }

    /** Puts the pieces of a message together. */
    private static final class Whole implements WebSocket.Listener {

        private final Consumer<String> frames;
        private final StringBuilder begun = new StringBuilder();

        private Whole(Consumer<String> frames) {
            this.frames = frames;
        }

        @Override
        public CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            begun.append(data);
            if (last) {
                frames.accept(begun.toString());
                begun.setLength(0);
            }
            return WebSocket.Listener.super.onText(from, data, last);
        }
    }

    @Override
    public void close() {
        socket.abort();
        client.close();
    }
}
