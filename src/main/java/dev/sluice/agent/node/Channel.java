package dev.sluice.agent.node;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.WebSocket;
import java.net.http.WebSocketHandshakeException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CompletionException;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.random.RandomGenerator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The one connection to one server, outbound, kept up for ever.
 *
 * <p>Level-triggered: nothing is queued. At every connection a hello goes first, then the newest state whenever it has
 * changed since it was last sent. All of it runs on the loop's thread, except what the HTTP client calls, which only
 * hands over.
 */
final class Channel {

    /** What the channel asks and tells; called on the loop's thread. */
    interface Events {
        /** The first frame of a connection, of this moment. */
        String hello();

        /** The frame that tells the newest state. */
        String actual();

        void received(String frame, Channel from);
    }

    private static final Duration HANDSHAKE = Duration.ofSeconds(10);
    private static final Duration PING = Duration.ofSeconds(10);
    private static final long SILENCE_NANOS = 30_000_000_000L;
    private static final long STEADY_NANOS = 10_000_000_000L;
    private static final int FRAME_LIMIT = 64 * 1024;
    /** The server's own close codes: this credential is not for this node, or another connection has taken its place. */
    private static final int FIRST_REFUSAL = 4000;

    /** What the channels of one agent share. */
    record Line(
            HttpClient http,
            AgentFile file,
            Enrolment enrolment,
            ScheduledExecutorService loop,
            RandomGenerator random) {}

    private static final Pattern DESCRIPTION = Pattern.compile("error_description=\"([^\"]{1,300})\"");

    private final URI server;
    private final HttpClient http;
    private final AgentFile file;
    private final Enrolment enrolment;
    private final ScheduledExecutorService loop;
    private final Events events;
    private final RandomGenerator random;
    private final Backoff backoff;

    private volatile @Nullable WebSocket socket;
    private Optional<String> answer = Optional.empty();
    private boolean greeted;
    private boolean sending;
    private boolean dirty;
    private boolean closed;
    private long openedAt;
    private volatile long heardAt;
    private String lastSaid = "";

    Channel(URI server, Line line, Events events) {
        this.server = server;
        this.http = line.http();
        this.file = line.file();
        this.enrolment = line.enrolment();
        this.loop = line.loop();
        this.random = line.random();
        this.events = events;
        this.backoff = new Backoff(file.retry().longest());
    }

    URI server() {
        return server;
    }

    /** From any thread. */
    boolean isOpen() {
        return socket != null;
    }

    void start() {
        var unused = loop.scheduleAtFixedRate(this::ping, PING.toMillis(), PING.toMillis(), TimeUnit.MILLISECONDS);
        loop.execute(this::connect);
    }

    /** The state has changed, or it is time to say it again. On the loop's thread. */
    void touch() {
        dirty = true;
        pump();
    }

    /** Says one thing beside the state; of several that wait, the newest is said. On the loop's thread. */
    void answer(String frame) {
        answer = Optional.of(frame);
        pump();
    }

    /** Begins anew, so that the server says again what it wants. On the loop's thread. */
    void reopen(String why) {
        WebSocket open = socket;
        if (open != null) {
            lost(open, why, false);
        }
    }

    /** Says good-bye, if there is a connection, stays closed, and then runs {@code then}. On the loop's thread. */
    void close(Runnable then) {
        closed = true;
        WebSocket open = socket;
        if (open == null || open.isOutputClosed()) {
            then.run();
        } else {
            var unused = open.sendClose(WebSocket.NORMAL_CLOSURE, "the agent exits")
                    .whenComplete((sent, failure) -> then.run());
        }
    }

    private void connect() {
        if (closed) {
            return;
        }
        Optional<String> secret = enrolment.credential();
        if (secret.isEmpty()) {
            join();
            return;
        }
        String base = server.toString();
        var unused = http.newWebSocketBuilder()
                .connectTimeout(HANDSHAKE)
                .subprotocols(Frames.PROTOCOL)
                .header("Authorization", "Bearer " + secret.get())
                .buildAsync(URI.create("ws" + base.substring("http".length()) + "/agent"), new Listener())
                .whenComplete((opened, failure) -> {
                    if (failure != null) {
                        loop.execute(() -> notConnected(failure));
                    }
                });
    }

    private void join() {
        Optional<String> token;
        try {
            token = enrolment.newToken();
        } catch (IOException e) {
            retryIn(file.retry().refused(), "the join token cannot be read: " + e.getMessage());
            return;
        }
        if (token.isEmpty()) {
            retryIn(
                    file.retry().refused(),
                    "no credential: an administrator must issue a new join token for node " + file.node()
                            + ", to be put into the token file");
            return;
        }
        var unused = enrolment
                .join(server, token.get())
                .whenComplete((done, failure) -> loop.execute(() -> {
                    if (failure == null) {
                        say("joined " + server + " as node " + file.node());
                        connect();
                    } else if (root(failure) instanceof Enrolment.JoinRefused refused) {
                        retryIn(
                                file.retry().refused(),
                                "the server refuses to let this node join: " + refused.getMessage());
                    } else {
                        retrySoon("the join failed: " + sentence(root(failure)));
                    }
                }));
    }

    private void notConnected(Throwable failure) {
        Throwable cause = root(failure);
        if (!(cause instanceof WebSocketHandshakeException handshake)) {
            retrySoon("cannot reach " + server + ": " + sentence(cause));
            return;
        }
        int status = handshake.getResponse().statusCode();
        if (status == 401 || status == 403) {
            refused("the server refuses this node's credential (" + status + "): " + whyRefused(handshake)
                    + "; an administrator must issue a new join token for node " + file.node()
                    + ", to be put into the token file");
        } else {
            retrySoon("the server answered " + status + " instead of opening the channel");
        }
    }

    /** What the server says of it (RFC 6750, section 3). */
    private static String whyRefused(WebSocketHandshakeException handshake) {
        return handshake
                .getResponse()
                .headers()
                .firstValue("WWW-Authenticate")
                .map(DESCRIPTION::matcher)
                .filter(Matcher::find)
                .map(found -> found.group(1))
                .orElse("it is wrong or was revoked");
    }

    private void refused(String why) {
        try {
            if (enrolment.newToken().isPresent()) {
                say(why + "; there is a new token, joins again");
                join();
                return;
            }
        } catch (IOException e) {
            say("the join token cannot be read: " + e.getMessage());
        }
        retryIn(file.retry().refused(), why);
    }

    private void retrySoon(String why) {
        retryIn(backoff.failWithJitter(random), why);
    }

    private void retryIn(Duration pause, String why) {
        if (!closed) {
            say(why + "; tries again, at most "
                    + Math.max(file.retry().longest().toSeconds(), pause.toSeconds()) + " s apart");
            var unused = loop.schedule(this::connect, pause.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    /** Says a thing once, however often it happens in a row. */
    private void say(String line) {
        if (!line.equals(lastSaid)) {
            lastSaid = line;
            Log.say(file.servers().size() > 1 ? server + ": " + line : line);
        }
    }

    private void opened(WebSocket opened) {
        if (closed) {
            opened.abort();
            return;
        }
        socket = opened;
        answer = Optional.empty();
        greeted = false;
        sending = false;
        openedAt = System.nanoTime();
        say("connected to " + server);
        pump();
    }

    private void pump() {
        WebSocket to = socket;
        if (to == null || sending || (greeted && !dirty && answer.isEmpty())) {
            return;
        }
        String frame = next();
        sending = true;
        var unused = to.sendText(frame, true)
                .whenComplete((sent, failure) -> loop.execute(() -> {
                    if (to == socket) {
                        sending = false;
                        if (failure != null) {
                            lost(to, "cannot send: " + sentence(root(failure)), false);
                        } else {
                            pump();
                        }
                    }
                }));
    }

    /** The frame that is due, which counts as said. */
    private String next() {
        if (greeted && answer.isPresent()) {
            String frame = answer.get();
            answer = Optional.empty();
            return frame;
        }
        String frame = greeted ? events.actual() : events.hello();
        greeted = true;
        dirty = false;
        return frame;
    }

    private void ping() {
        WebSocket to = socket;
        if (to == null) {
            return;
        }
        if (System.nanoTime() - heardAt > SILENCE_NANOS) {
            lost(to, "the server has been silent for " + SILENCE_NANOS / 1_000_000_000L + " s", false);
            return;
        }
        var unused = to.sendPing(ByteBuffer.allocate(0)).exceptionally(failure -> to);
    }

    private void lost(WebSocket from, String why, boolean refusal) {
        if (from != socket) {
            return;
        }
        socket = null;
        from.abort();
        if (System.nanoTime() - openedAt > STEADY_NANOS) {
            backoff.succeed();
        }
        if (refusal) {
            refused(why);
        } else {
            retrySoon(why);
        }
    }

    private static Throwable root(Throwable failure) {
        Throwable at = failure;
        while ((at instanceof CompletionException || at instanceof UncheckedIOException) && at.getCause() != null) {
            at = at.getCause();
        }
        return at;
    }

    private static String sentence(Throwable failure) {
        String message = failure.getMessage();
        return message == null || message.isBlank() ? failure.getClass().getSimpleName() : message;
    }

    /** Called by the HTTP client's threads; hands everything to the loop. */
    private final class Listener implements WebSocket.Listener {

        private final StringBuilder text = new StringBuilder();

        @Override
        public void onOpen(WebSocket from) {
            heardAt = System.nanoTime();
            loop.execute(() -> opened(from));
            from.request(1);
        }

        @Override
        public @Nullable CompletionStage<?> onText(WebSocket from, CharSequence data, boolean last) {
            heardAt = System.nanoTime();
            text.append(data);
            if (text.length() > FRAME_LIMIT) {
                loop.execute(() -> lost(from, "the server sends a frame of more than 64 KiB", false));
                return null;
            }
            if (last) {
                String frame = text.toString();
                text.setLength(0);
                loop.execute(() -> events.received(frame, Channel.this));
            }
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPing(WebSocket from, ByteBuffer message) {
            heardAt = System.nanoTime();
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onPong(WebSocket from, ByteBuffer message) {
            heardAt = System.nanoTime();
            from.request(1);
            return null;
        }

        @Override
        public @Nullable CompletionStage<?> onClose(WebSocket from, int code, String reason) {
            String why = "the server closed the channel (" + code + (reason.isEmpty() ? "" : ", " + reason) + ")";
            loop.execute(() -> lost(from, why, code >= FIRST_REFUSAL));
            return null;
        }

        @Override
        public void onError(WebSocket from, Throwable failure) {
            loop.execute(() -> lost(from, "the channel broke: " + sentence(root(failure)), false));
        }
    }
}
