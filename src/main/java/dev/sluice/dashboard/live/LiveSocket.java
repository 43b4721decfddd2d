package dev.sluice.dashboard.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.security.Roles;
import dev.sluice.security.SocketAccess;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnOpen;
import io.quarkus.websockets.next.OnPongMessage;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import io.vertx.core.buffer.Buffer;
import jakarta.annotation.security.RolesAllowed;
import org.jboss.logging.Logger;

/**
 * The pages' socket, subprotocol {@code sluice.v1}. The page speaks first and says what it watches, see {@link Interest};
 * the server answers with frames: {@code snapshot}, {@code delta} and {@code part}. Either side ignores kinds that it does
 * not know.
 */
@WebSocket(path = "/live")
@RolesAllowed(Roles.VIEWER)
class LiveSocket {

    private static final Logger LOG = Logger.getLogger(LiveSocket.class);
    private static final Buffer PING = Buffer.buffer("sluice");
    private static final CloseReason MALFORMED = new CloseReason(4000, "malformed message");

    private final LiveFeed feed;
    private final ObjectMapper mapper;
    private final SecurityIdentity identity;

    LiveSocket(LiveFeed feed, ObjectMapper mapper, SecurityIdentity identity) {
        this.feed = feed;
        this.mapper = mapper;
        this.identity = identity;
    }

    private record SocketLine(WebSocketConnection connection) implements Viewer.Line {

        @Override
        public Uni<Void> send(String text) {
            return connection.sendText(text);
        }

        @Override
        public Uni<Void> ping() {
            return connection.sendPing(PING);
        }

        @Override
        public Uni<Void> close(CloseReason reason) {
            return connection.close(reason);
        }
    }

    @OnOpen
    void opened(WebSocketConnection connection) {
        feed.join(
                connection.id(),
                new SocketLine(connection),
                SocketAccess.opener(connection.handshakeRequest()),
                identity.getPrincipal().getName(),
                identity.hasRole(Roles.OPERATOR));
    }

    @OnTextMessage
    Uni<Void> heard(String text, WebSocketConnection connection) {
        try {
            Interest.parse(mapper, text)
                    .ifPresentOrElse(
                            interest -> feed.watch(connection.id(), interest),
                            () -> LOG.debug("The live feed ignores a message of an unknown kind."));
            return Uni.createFrom().voidItem();
        } catch (Interest.Malformed e) {
            LOG.debugf("The live feed closes %s: %s", connection.id(), e.getMessage());
            return connection.close(MALFORMED);
        }
    }

    @OnPongMessage
    void answered(Buffer ignored, WebSocketConnection connection) {
        feed.answered(connection.id());
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        feed.leave(connection.id());
    }

    @OnError
    void failed(WebSocketConnection connection, Throwable failure) {
        LOG.debugf("Live feed of %s: %s", connection.id(), failure.getMessage());
        feed.leave(connection.id());
    }
}
