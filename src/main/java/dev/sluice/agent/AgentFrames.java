package dev.sluice.agent;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.agent.AgentReport.RoleState;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.Resources;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The frames of {@code sluice.agent.v1}, JSON texts with a {@code kind}.
 *
 * <p>Fields that this server does not know are let pass: an agent may be newer. What it does know is checked, and the
 * message of what is wrong goes back as the reason of the close.
 */
@Singleton
class AgentFrames {

    private static final int LONGEST_TEXT = 1000;

    /** What an agent says. */
    sealed interface Frame {
        /**
         * The first frame: who it is, what it has, what is so.
         *
         * @param prepares frameworks that the node has a prepare recipe for
         */
        record Hello(Node node, String version, Set<FrameworkId> prepares, Actual actual) implements Frame {}

        /**
         * What is so now.
         *
         * @param role empty when no worker runs
         * @param prepared the framework that the node was made ready for under this epoch
         */
        record Actual(
                Optional<FrameworkId> role, RoleState state, long epoch, String proof, Optional<FrameworkId> prepared)
                implements Frame {}

        /** A wish that the agent does not follow, for example {@code older-epoch} or {@code unknown-role}. */
        record Refused(String code, long epoch, String sentence) implements Frame {}
    }

    private record HelloJson(
            @Nullable String node,
            @Nullable String version,
            @Nullable String rack,
            @Nullable Map<String, String> labels,
            @Nullable CapacityJson capacity,
            @Nullable List<RoleJson> roles,
            @Nullable ActualJson actual) {}

    private record CapacityJson(double cores, double memoryBytes, double diskBytes, double gpus) {}

    private record RoleJson(
            @Nullable String framework,
            @Nullable String member,
            @Nullable Boolean prepares) {}

    private record ActualJson(
            @Nullable String role,
            @Nullable RoleState state,
            @Nullable Long epoch,
            @Nullable String proof,
            @Nullable String prepared) {}

    private record RefusedJson(
            @Nullable String code,
            @Nullable Long epoch,
            @Nullable String sentence) {}

    private final ObjectMapper mapper;

    AgentFrames(ObjectMapper mapper) {
        this.mapper = mapper.copy().disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);
    }

    /**
     * @throws IllegalArgumentException saying what is wrong with the frame, in one sentence
     */
    Frame read(String text) {
        try {
            if (!(mapper.readTree(text) instanceof ObjectNode json)) {
                throw new IllegalArgumentException("a frame must be a JSON object");
            }
            String kind = json.path("kind").asText();
            return switch (kind) {
                case "hello" -> hello(mapper.treeToValue(json, HelloJson.class));
                case "actual" -> actual(mapper.treeToValue(json, ActualJson.class));
                case "refused" -> refused(mapper.treeToValue(json, RefusedJson.class));
                default -> throw new IllegalArgumentException("kind '" + kind + "' must be hello, actual or refused");
            };
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("a frame is not as agreed: " + e.getOriginalMessage(), e);
        }
    }

    String want(AgentWish wish) {
        return mapper.createObjectNode()
                .put("kind", "want")
                .put("role", wish.role().map(FrameworkId::value).orElse(null))
                .put("prepare", wish.prepare().map(FrameworkId::value).orElse(null))
                .put("epoch", wish.epoch())
                .put("revision", wish.revision())
                .toString();
    }

    /** That the agent should get itself a new credential. */
    String rotate() {
        return mapper.createObjectNode().put("kind", "rotate").toString();
    }

    /** The description of a node as text, for the store. */
    String description(Node node) {
        Resources has = node.capacity();
        List<RoleJson> roles = new ArrayList<>();
        new TreeMap<>(node.members())
                .forEach((framework, member) -> roles.add(new RoleJson(framework.value(), member, null)));
        HelloJson json = new HelloJson(
                node.id().value(),
                null,
                node.rack().orElse(null),
                new TreeMap<>(node.labels()),
                new CapacityJson(has.cores(), has.memoryBytes(), has.diskBytes(), has.gpus()),
                roles,
                null);
        try {
            return mapper.writeValueAsString(json);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("records of text and numbers can always be written", e);
        }
    }

    /** Reads what {@link #description} has written. */
    Node node(NodeId id, String description) {
        try {
            return node(id, mapper.readValue(description, HelloJson.class));
        } catch (JsonProcessingException e) {
            throw new IllegalArgumentException("the stored description of " + id + " cannot be read", e);
        }
    }

    private static Frame.Hello hello(HelloJson json) {
        if (json.node() == null || json.actual() == null) {
            throw new IllegalArgumentException("a hello must have node and actual");
        }
        String version = json.version() == null ? "unknown" : json.version();
        Node node = node(new NodeId(json.node()), json);
        Set<FrameworkId> prepares = new TreeSet<>();
        for (RoleJson role : roles(json)) {
            if (Boolean.TRUE.equals(role.prepares())) {
                prepares.add(new FrameworkId(String.valueOf(role.framework())));
            }
        }
        return new Frame.Hello(node, shortened(version), prepares, actual(json.actual()));
    }

    private static List<RoleJson> roles(HelloJson json) {
        return json.roles() == null ? List.of() : json.roles();
    }

    private static String shortened(String text) {
        return text.length() > LONGEST_TEXT ? text.substring(0, LONGEST_TEXT) : text;
    }

    private static Node node(NodeId id, HelloJson json) {
        CapacityJson has = json.capacity();
        if (has == null) {
            throw new IllegalArgumentException("a hello must have capacity");
        }
        Map<FrameworkId, String> members = new TreeMap<>();
        for (RoleJson role : roles(json)) {
            if (role.framework() == null
                    || role.member() == null
                    || role.member().isBlank()) {
                throw new IllegalArgumentException("each role must have framework and member");
            }
            members.put(new FrameworkId(role.framework()), role.member());
        }
        return new Node(
                id,
                new Resources(has.cores(), has.memoryBytes(), has.diskBytes(), has.gpus()),
                Optional.ofNullable(json.rack()),
                json.labels() == null ? Map.of() : json.labels(),
                members);
    }

    private static Frame.Actual actual(ActualJson json) {
        if (json.state() == null || json.epoch() == null || json.epoch() < 0) {
            throw new IllegalArgumentException("actual must have a state and an epoch of 0 or more");
        }
        String proof = json.proof() == null ? "" : json.proof();
        return new Frame.Actual(
                Optional.ofNullable(json.role()).map(FrameworkId::new),
                json.state(),
                json.epoch(),
                shortened(proof),
                Optional.ofNullable(json.prepared()).map(FrameworkId::new));
    }

    private static Frame.Refused refused(RefusedJson json) {
        if (json.code() == null || json.epoch() == null) {
            throw new IllegalArgumentException("refused must have a code and an epoch");
        }
        return new Frame.Refused(
                shortened(json.code()), json.epoch(), shortened(json.sentence() == null ? "" : json.sentence()));
    }
}
