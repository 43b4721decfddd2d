package dev.sluice.api;

import dev.sluice.api.view.MoveRequest;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.inventory.FleetPicture;
import dev.sluice.moving.Control;
import dev.sluice.moving.Operations;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Turns what callers send into values of the domain, or into a problem that says what is wrong with it. Pure. */
record Asked(List<Framework> frameworks, FleetPicture picture) {

    static final int REASON_LENGTH = 500;
    /** A week. */
    static final long LONGEST_WAIT = 7 * 24 * 3600;

    Operations.Request request(@Nullable MoveRequest body) {
        if (body == null) {
            throw ApiProblem.badRequest("missing-body", "The body is empty; send a JSON object, see /q/openapi.");
        }
        var from = Optional.ofNullable(body.from()).map(id -> framework(id).id());
        var to = Optional.ofNullable(body.to()).map(id -> framework(id).id());
        if (from.equals(to)) {
            throw ApiProblem.badRequest(
                    "same-ends",
                    "'from' and 'to' are both " + from.map(FrameworkId::value).orElse("the reservoir")
                            + "; a move needs two different ends.");
        }
        var nodes = nodes(body.nodes());
        return new Operations.Request(from, to, count(body.count(), nodes), nodes, reason(body.reason()));
    }

    /** Empty for the reservoir, which has to be named: a forgotten field must not take a node's owner away. */
    Optional<FrameworkId> owner(@Nullable String owner) {
        if (owner == null) {
            throw ApiProblem.badRequest("missing-owner", "'owner' is missing; name a framework, or 'reservoir'.");
        }
        return "reservoir".equals(owner)
                ? Optional.empty()
                : Optional.of(framework(owner).id());
    }

    Framework framework(String id) {
        return frameworks.stream()
                .filter(f -> f.id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> unknownFramework(
                        id, frameworks.stream().map(f -> f.id().value()).toList()));
    }

    static ApiProblem unknownFramework(String id, List<String> known) {
        return ApiProblem.notFound(
                "unknown-framework", "There is no framework '" + shown(id) + "'; known are " + list(known) + ".");
    }

    FleetPicture.NodePicture node(String id) {
        return picture.nodes().stream()
                .filter(n -> n.node().id().value().equals(id))
                .findFirst()
                .orElseThrow(() -> ApiProblem.notFound(
                        "unknown-node", "There is no node '" + shown(id) + "' in the fleet; see GET /api/nodes."));
    }

    static OperationId operation(String id) {
        try {
            return new OperationId(id);
        } catch (IllegalArgumentException e) {
            throw unknownOperation(id);
        }
    }

    static ApiProblem unknownOperation(String id) {
        return ApiProblem.notFound(
                "unknown-operation", "There is no operation '" + shown(id) + "'; see GET /api/operations.");
    }

    static ApiProblem unknownSuggestion(String id) {
        return ApiProblem.notFound(
                "unknown-suggestion", "There is no suggestion '" + shown(id) + "'; see GET /api/suggestions?all.");
    }

    static String reason(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw ApiProblem.badRequest("missing-reason", "'reason' is missing; say in a few words why.");
        }
        if (reason.length() > REASON_LENGTH) {
            throw ApiProblem.badRequest(
                    "long-reason",
                    "'reason' has " + reason.length() + " characters; " + REASON_LENGTH + " are allowed.");
        }
        if (reason.indexOf('\0') >= 0) {
            throw ApiProblem.badRequest("bad-reason", "'reason' holds the character U+0000; send text.");
        }
        return reason.strip();
    }

    /** @param seconds for {@code wait}, and for nothing else */
    static Control control(Control.Kind kind, @Nullable Long seconds) {
        if (kind != Control.Kind.WAIT) {
            if (seconds != null) {
                throw ApiProblem.badRequest("bad-seconds", "'seconds' is given; it belongs to wait only.");
            }
            return new Control(kind, Optional.empty());
        }
        if (seconds == null || seconds < 1 || seconds > LONGEST_WAIT) {
            throw ApiProblem.badRequest(
                    "bad-seconds",
                    "'seconds' is " + (seconds == null ? "missing" : seconds)
                            + "; say how much longer to wait, from 1 to " + LONGEST_WAIT + ".");
        }
        return Control.longer(Duration.ofSeconds(seconds));
    }

    static int limit(int limit) {
        if (limit < 1 || limit > 500) {
            throw ApiProblem.badRequest("bad-limit", "'limit' is " + limit + "; it must be from 1 to 500.");
        }
        return limit;
    }

    private static int count(@Nullable Integer count, List<NodeId> nodes) {
        if ((count == null) == nodes.isEmpty()) {
            throw ApiProblem.badRequest(
                    "count-or-nodes", "Give either 'count', how many nodes, or 'nodes', which ones, and not both.");
        }
        if (count == null) {
            return nodes.size();
        }
        if (count < 1) {
            throw ApiProblem.badRequest("bad-count", "'count' is " + count + "; it must be 1 or more.");
        }
        return count;
    }

    private List<NodeId> nodes(@Nullable List<@Nullable String> names) {
        if (names == null) {
            return List.of();
        }
        var seen = new HashSet<String>();
        for (var name : names) {
            if (name == null) {
                throw ApiProblem.badRequest("bad-nodes", "'nodes' holds null; it must be a list of node ids.");
            }
            if (!seen.add(name)) {
                throw ApiProblem.badRequest("bad-nodes", "'nodes' names '" + shown(name) + "' twice.");
            }
        }
        return names.stream()
                .map(Objects::requireNonNull)
                .map(name -> node(name).node().id())
                .toList();
    }

    private static String list(List<String> ids) {
        return ids.isEmpty() ? "none, so configure one" : ids.stream().sorted().collect(Collectors.joining(", "));
    }

    /** What a caller sent, short enough for a sentence. */
    private static String shown(String id) {
        return id.length() <= 80 ? id : id.substring(0, 80) + "…";
    }
}
