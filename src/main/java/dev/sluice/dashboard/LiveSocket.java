package dev.sluice.dashboard;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.security.Roles;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import jakarta.annotation.security.RolesAllowed;
import java.io.IOException;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jboss.logging.Logger;

/**
 * The page's socket, subprotocol {@code sluice.v1}. The page speaks first: <code>{"kind":"resume","epoch":…,"offset":…}</code>
 * says where it stands; from then on it only listens, and asks again after a gap.
 */
@WebSocket(path = "/live")
@RolesAllowed(Roles.VIEWER)
class LiveSocket {

    private static final Logger LOG = Logger.getLogger(LiveSocket.class);

    private final LiveFeed feed;
    private final ObjectMapper mapper;
    private final Map<String, LiveFeed.Viewer> viewers = new ConcurrentHashMap<>();

    LiveSocket(LiveFeed feed, ObjectMapper mapper) {
        this.feed = feed;
        this.mapper = mapper;
    }

    /** What the page says. */
    record Resume(String kind, String epoch, long offset) {}

    @OnTextMessage
    void heard(String text, WebSocketConnection connection) throws IOException {
        var resume = mapper.readValue(text, Resume.class);
        if (!"resume".equals(resume.kind())) {
            LOG.debugf("The live feed ignores a message of kind %s", resume.kind());
            return;
        }
        var known = viewers.get(connection.id());
        if (known != null) {
            known.resume(resume.epoch(), resume.offset());
            return;
        }
        viewers.put(
                connection.id(), feed.join(resume.epoch(), resume.offset(), connection::sendText, connection::close));
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        var viewer = viewers.remove(connection.id());
        if (viewer != null) {
            feed.leave(viewer);
        }
    }

    @OnError
    void failed(WebSocketConnection connection, Throwable failure) {
        LOG.debugf("Live feed of %s: %s", connection.id(), failure.getMessage());
        closed(connection);
    }
}
