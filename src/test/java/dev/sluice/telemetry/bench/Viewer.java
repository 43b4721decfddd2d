package dev.sluice.telemetry.bench;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.WebSocket;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** An open page: its HTML, then its socket. */
record Viewer(HttpClient client, WebSocket socket, AtomicInteger seen) implements AutoCloseable {

    private static final Pattern STANDS = Pattern.compile("data-epoch=\"([^\"]+)\"[^>]*data-offset=\"(\\d+)\"");

    static Viewer of(Server server) throws IOException, InterruptedException {
        HttpClient client = HttpClient.newHttpClient();
        String page = client.send(
                        HttpRequest.newBuilder(server.url().resolve("/"))
                                .header("Authorization", "Bearer " + server.token())
                                .build(),
                        HttpResponse.BodyHandlers.ofString())
                .body();
        Matcher stands = STANDS.matcher(page);
        String epoch = stands.find() ? stands.group(1) : "";
        String offset = epoch.isEmpty() ? "0" : stands.group(2);
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
        socket.sendText("{\"kind\":\"resume\",\"epoch\":\"" + epoch + "\",\"offset\":" + offset + "}", true)
                .join();
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
