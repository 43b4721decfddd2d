package dev.sluice.agent;

import dev.sluice.agent.AgentFrames.Frame;
import dev.sluice.fleet.NodeId;
import dev.sluice.security.Roles;
import io.quarkus.security.identity.SecurityIdentity;
import io.quarkus.websockets.next.CloseReason;
import io.quarkus.websockets.next.OnClose;
import io.quarkus.websockets.next.OnError;
import io.quarkus.websockets.next.OnTextMessage;
import io.quarkus.websockets.next.WebSocket;
import io.quarkus.websockets.next.WebSocketConnection;
import io.smallrye.mutiny.Uni;
import jakarta.annotation.security.RolesAllowed;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import org.jboss.logging.Logger;

/**
 * Where agents connect: {@code /agent}, subprotocol {@code sluice.agent.v1}, one node's credential per connection.
 *
 * <p>An agent speaks for the node of its credential and for no other.
 */
@WebSocket(path = "/agent")
@RolesAllowed(Roles.AGENT)
class AgentSocket {

    private static final Logger LOG = Logger.getLogger(AgentSocket.class);

    /** The room that RFC 6455 gives a close reason, in bytes. */
    private static final int REASON_LIMIT = 123;

    private final KnownAgents agents;
    private final AgentFrames frames;
    private final SecurityIdentity caller;
    private final ConcurrentMap<String, NodeId> greeted = new ConcurrentHashMap<>();

    AgentSocket(KnownAgents agents, AgentFrames frames, SecurityIdentity caller) {
        this.agents = agents;
        this.frames = frames;
        this.caller = caller;
    }

    @OnTextMessage
    Uni<Void> received(String text, WebSocketConnection connection) {
        SocketLink link = new SocketLink(connection);
        try {
            return switch (frames.read(text)) {
                case Frame.Hello hello -> hello(hello, link);
                case Frame.Actual actual -> known(connection, link, node -> agents.said(node, actual, link));
                case Frame.Refused refused ->
                    known(connection, link, node -> {
                        agents.refused(node, refused);
                        return Uni.createFrom().voidItem();
                    });
            };
        } catch (IllegalArgumentException e) {
            return link.end(AgentLink.End.BAD_FRAME, String.valueOf(e.getMessage()));
        }
    }

    private Uni<Void> known(WebSocketConnection connection, SocketLink link, Function<NodeId, Uni<Void>> then) {
        NodeId node = greeted.get(connection.id());
        return node == null ? link.end(AgentLink.End.BAD_FRAME, "the first frame must be a hello") : then.apply(node);
    }

    private Uni<Void> hello(Frame.Hello hello, SocketLink link) {
        NodeId node = hello.node().id();
        String subject = caller.getPrincipal().getName();
        if (!subject.equals(Joining.subject(node))) {
            return link.end(
                    AgentLink.End.OTHER_NODE, "the credential is of " + subject + ", it does not speak for " + node);
        }
        greeted.put(link.connection().id(), node);
        return agents.arrived(hello, link);
    }

    @OnClose
    void closed(WebSocketConnection connection) {
        NodeId node = greeted.remove(connection.id());
        if (node != null) {
            agents.left(node, new SocketLink(connection));
        }
    }

    /** A broken connection, or a database that does not answer: for both the agent calls again. */
    @OnError
    Uni<Void> failed(Throwable failure, WebSocketConnection connection) {
        if (connection.isClosed()) {
            LOG.debugf("After the end of connection %s: %s", connection.id(), failure);
            return Uni.createFrom().voidItem();
        }
        NodeId node = greeted.get(connection.id());
        LOG.infof("The connection of %s ends: %s", node == null ? connection.id() : node, failure);
        return connection.close(CloseReason.INTERNAL_SERVER_ERROR).onFailure().recoverWithNull();
    }

    /** Equal when the connection is. */
    private record SocketLink(WebSocketConnection connection) implements AgentLink {

        @Override
        public Uni<Void> send(String frame) {
            return connection.sendText(frame);
        }

        @Override
        public Uni<Void> end(End why, String sentence) {
            if (connection.isClosed()) {
                return Uni.createFrom().voidItem();
            }
            LOG.infof("Closes connection %s: %s.", connection.id(), sentence);
            return connection.close(new CloseReason(why.code(), fitting(sentence)));
        }

        private static String fitting(String sentence) {
            byte[] bytes = sentence.getBytes(StandardCharsets.UTF_8);
            return bytes.length <= REASON_LIMIT
                    ? sentence
                    : sentence.substring(0, Math.min(sentence.length(), REASON_LIMIT / 3)) + "…";
        }
    }
}
