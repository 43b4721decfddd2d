package dev.sluice.agent;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.ServerWebSocket;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** The server's end of the channel as a test wants it: it says any epoch, refuses, goes away and comes back. */
final class ScriptedServer implements AutoCloseable {

    static final String CREDENTIAL = "slc_test";

    final List<JsonObject> frames = new CopyOnWriteArrayList<>();
    final List<byte[]> writes = new CopyOnWriteArrayList<>();
    final List<ServerWebSocket> sockets = new CopyOnWriteArrayList<>();
    final List<JsonObject> joins = new CopyOnWriteArrayList<>();
    final List<String> used = new CopyOnWriteArrayList<>();
    volatile boolean refuse;
    /** Why it refuses, for the header that agents read; empty for none. */
    volatile String refusal = "";
    /** How long its credentials are good; 0 for ever. */
    volatile long expiresInSeconds;
    /** Every credential that it has given away, the newest last. */
    final List<String> credentials = new CopyOnWriteArrayList<>(List.of(CREDENTIAL));
    /** How often an agent has tried to connect. */
    final AtomicInteger upgrades = new AtomicInteger();
    /** What it says right after a hello. */
    volatile @Nullable String greeting;

    private final Vertx vertx = Vertx.vertx();
    private @Nullable HttpServer server;
    private int port;

    ScriptedServer start() throws Exception {
        HttpServer made = vertx.createHttpServer(new HttpServerOptions().addWebSocketSubProtocol("sluice.agent.v1"))
                .requestHandler(request -> {
                    // Not webSocketHandler: Quarkus switches that off for every server of its JVM.
                    if (request.path().equals("/agent")) {
                        upgrade(request);
                    } else {
                        requested(request);
                    }
                });
        server = made.listen(port, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(30, TimeUnit.SECONDS);
        port = server.actualPort();
        return this;
    }

    String url() {
        return "http://127.0.0.1:" + port;
    }

    void stop() throws Exception {
        if (server != null) {
            server.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
            server = null;
            sockets.clear();
        }
    }

    void want(@Nullable String role, long epoch) {
        sockets.getLast()
                .writeTextMessage(new JsonObject()
                        .put("kind", "want")
                        .put("role", role)
                        .put("epoch", epoch)
                        .encode());
    }

    Optional<JsonObject> last(String kind) {
        return frames.stream().filter(f -> f.getString("kind").equals(kind)).reduce((a, b) -> b);
    }

    /** Whether the newest word of the agent says so. */
    boolean told(@Nullable String role, String state, long epoch) {
        return last("actual")
                .filter(f -> Objects.equals(f.getString("role"), role))
                .filter(f -> f.getString("state").equals(state))
                .filter(f -> f.getLong("epoch") == epoch)
                .isPresent();
    }

    private void upgrade(HttpServerRequest request) {
        upgrades.incrementAndGet();
        boolean good = knows(request);
        if (refuse || !good) {
            if (!refusal.isEmpty()) {
                request.response()
                        .putHeader("WWW-Authenticate", "Bearer error=\"x\", error_description=\"" + refusal + "\"");
            }
            request.response().setStatusCode(401).end();
            return;
        }
        request.toWebSocket().onSuccess(this::connected);
    }

    private boolean knows(HttpServerRequest request) {
        return credentials.stream().anyMatch(secret -> ("Bearer " + secret)
                .equals(request.headers().get("Authorization")));
    }

    private JsonObject credential(String secret) {
        return new JsonObject().put("credential", secret).put("expiresInSeconds", expiresInSeconds);
    }

    private void connected(ServerWebSocket socket) {
        sockets.add(socket);
        socket.textMessageHandler(text -> {
            JsonObject frame = new JsonObject(text);
            frames.add(frame);
            if (frame.getString("kind").equals("hello") && greeting != null) {
                socket.writeTextMessage(greeting);
            }
        });
    }

    private void requested(HttpServerRequest request) {
        request.bodyHandler(body -> {
            switch (request.path()) {
                case "/api/agents/join" -> {
                    JsonObject join = body.toJsonObject();
                    joins.add(join);
                    if (join.getString("token").equals("good")) {
                        request.response().end(credential(CREDENTIAL).encode());
                    } else {
                        request.response()
                                .setStatusCode(403)
                                .end(new JsonObject()
                                        .put("detail", "This token is not good.")
                                        .encode());
                    }
                }
                case "/api/agents/credential" -> {
                    if (!knows(request)) {
                        request.response().setStatusCode(401).end();
                    } else if (request.method().equals(HttpMethod.POST)) {
                        credentials.add(CREDENTIAL + credentials.size());
                        request.response().end(credential(credentials.getLast()).encode());
                    } else {
                        used.add(request.headers().get("Authorization"));
                        request.response().end("{}");
                    }
                }
                case "/api/v1/write" -> {
                    writes.add(body.getBytes());
                    request.response().setStatusCode(204).end();
                }
                default -> request.response().setStatusCode(404).end();
            }
        });
    }

    @Override
    public void close() throws Exception {
        stop();
        vertx.close().toCompletionStage().toCompletableFuture().get(30, TimeUnit.SECONDS);
    }
}
