package dev.sluice.telemetry;

import dev.sluice.telemetry.intake.Intake;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Puts the body of one request together, in one array of the length that its header names, with room taken for it before a
 * byte is allocated and given back when it has been used. Lives on the event loop of its connection.
 */
final class RequestBody {

    private static final int UNTOLD = 16 << 10;

    private final Intake intake;
    private final int cap;
    private final Consumer<Outcome> use;
    private byte[] bytes = {};
    private int size;
    private long room;
    private boolean over;

    /** What became of it. */
    sealed interface Outcome {}

    record Whole(byte[] bytes) implements Outcome {}

    /** It is, or says that it is, larger than the cap. */
    record TooLarge() implements Outcome {}

    /** Too much is under way. */
    record NoRoom() implements Outcome {}

    private RequestBody(Intake intake, int cap, Consumer<Outcome> use) {
        this.intake = intake;
        this.cap = cap;
        this.use = use;
    }

    /** Calls {@code use} once, unless the sender goes away before its body is whole. */
    static void gather(HttpServerRequest request, Intake intake, int cap, Consumer<Outcome> use) {
        RequestBody body = new RequestBody(intake, cap, use);
        request.exceptionHandler(gone -> body.drop());
        if (body.widen(told(request))) {
            request.handler(body::add).endHandler(end -> body.whole());
        } else {
            request.resume();
        }
    }

    private static long told(HttpServerRequest request) {
        String length = request.getHeader(HttpHeaders.CONTENT_LENGTH);
        try {
            return length == null ? UNTOLD : Long.parseLong(length);
        } catch (NumberFormatException e) {
            return UNTOLD;
        }
    }

    private void add(Buffer part) {
        if (over) {
            return;
        }
        int needed = size + part.length();
        if (needed > cap) {
            end(new TooLarge());
            return;
        }
        if (needed > bytes.length && !widen(Math.min(cap, Math.max(needed, 2L * bytes.length)))) {
            return;
        }
        part.getBytes(bytes, size);
        size = needed;
    }

    private boolean widen(long length) {
        if (length > cap) {
            end(new TooLarge());
            return false;
        }
        if (!intake.reserve(length - room)) {
            end(new NoRoom());
            return false;
        }
        room = length;
        bytes = Arrays.copyOf(bytes, (int) length);
        return true;
    }

    private void whole() {
        if (!over) {
            end(new Whole(size == bytes.length ? bytes : Arrays.copyOf(bytes, size)));
        }
    }

    private void end(Outcome outcome) {
        try {
            over = true;
            use.accept(outcome);
        } finally {
            drop();
        }
    }

    private void drop() {
        over = true;
        intake.release(room);
        room = 0;
        bytes = new byte[0];
    }
}
