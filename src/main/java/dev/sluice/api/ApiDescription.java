package dev.sluice.api;

import dev.sluice.api.view.ProblemView;
import io.quarkus.smallrye.openapi.OpenApiFilter;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.eclipse.microprofile.openapi.OASFactory;
import org.eclipse.microprofile.openapi.OASFilter;
import org.eclipse.microprofile.openapi.models.OpenAPI;
import org.eclipse.microprofile.openapi.models.Operation;
import org.eclipse.microprofile.openapi.models.PathItem;
import org.eclipse.microprofile.openapi.models.responses.APIResponse;

/**
 * Completes the API's description with what is the same everywhere, so that no endpoint has to say it and none forgets: who may
 * not gets a problem, a body has an example, an operation has a name.
 */
@OpenApiFilter(stages = OpenApiFilter.RunStage.BUILD)
public final class ApiDescription implements OASFilter {

    private static final String JSON = "application/json";

    private static final Pattern PARTS = Pattern.compile("[^A-Za-z0-9]+");

    private static final String REASON = "Night maintenance of rack 4";

    private static final Map<String, Object> CONTROL = ordered("reason", REASON, "dryRun", true);

    /** A body for each operation that takes one, by method and path. */
    private static final Map<String, Object> BODIES = Map.ofEntries(
            Map.entry("POST /api/agents/join", ordered("token", "slj_…", "node", "node-17")),
            Map.entry("POST /api/agents/tokens", ordered("node", "node-17")),
            Map.entry("POST /api/login", ordered("code", "slc_…", "name", "laptop")),
            Map.entry("POST /api/nodes/{id}/owner", ordered("owner", "spark")),
            Map.entry("POST /api/nodes/{id}/settle", ordered("owner", "spark", "reason", REASON)),
            Map.entry("POST /api/nodes/{id}/pin", ordered("reason", REASON)),
            Map.entry("POST /api/nodes/{id}/unpin", ordered("reason", REASON)),
            Map.entry(
                    "POST /api/operations",
                    ordered("from", "yarn", "to", "spark", "count", 2, "reason", REASON, "dryRun", true)),
            Map.entry("POST /api/operations/{id}/{control}", CONTROL),
            Map.entry("POST /api/operations/{id}/nodes/{node}/{control}", CONTROL),
            Map.entry("POST /api/pauses", ordered("framework", "yarn", "minutes", 480, "reason", REASON)),
            Map.entry("PUT /api/policies/{framework}", ordered("cap", 20, "reason", REASON, "dryRun", true)),
            Map.entry("POST /api/suggestions/{id}/reject", ordered("reason", REASON)),
            Map.entry("POST /api/tokens", ordered("name", "laptop", "role", "viewer", "days", 90)),
            Map.entry(
                    "POST /api/users",
                    ordered("name", "ada", "role", "operator", "password", "correct horse battery staple")),
            Map.entry("PUT /api/users/{name}/role", ordered("role", "viewer")),
            Map.entry("PUT /api/users/{name}/password", ordered("password", "another horse battery staple")));

    private static final Map<String, Object> ALERTMANAGER = ordered(
            "version",
            "4",
            "status",
            "firing",
            "alerts",
            List.of(ordered(
                    "status",
                    "firing",
                    "labels",
                    ordered("alertname", "QueueLate", "framework", "spark"),
                    "annotations",
                    ordered("summary", "Jobs wait for 20 minutes"),
                    "startsAt",
                    "2026-01-05T08:00:00Z",
                    "fingerprint",
                    "a1b2c3d4e5f60718")));

    /** Stable names of problems, for the responses that stand everywhere. */
    private static final Map<String, Problem> PROBLEMS = Map.of(
            "unauthorized",
            new Problem(
                    401,
                    "unauthorized",
                    "This needs a credential: send 'Authorization: Bearer slc_…'.",
                    "There is no good credential."),
            "forbidden",
            new Problem(403, "forbidden", "Your roles do not allow this.", "The caller's roles do not allow it."),
            "failed",
            new Problem(
                    500,
                    "unexpected",
                    "Sluice failed unexpectedly; its log has the cause under 3f0c….",
                    "A bug in Sluice, or 503 while its database is away: then Retry-After says when to ask again."));

    private record Problem(int status, String code, String detail, String description) {}

    @Override
    public void filterOpenAPI(OpenAPI api) {
        new TreeMap<>(PROBLEMS).forEach((name, problem) -> api.getComponents().addResponse(name, response(problem)));
        api.getPaths().getPathItems().forEach((path, item) -> item.getOperations()
                .forEach((method, operation) -> complete(path, method, operation)));
    }

    private static void complete(String path, PathItem.HttpMethod method, Operation operation) {
        var key = method + " " + path;
        if (operation.getOperationId() == null) {
            operation.setOperationId(name(method, path));
        }
        var open = operation.getSecurity() != null && operation.getSecurity().isEmpty();
        if (!open) {
            refer(operation, "401", "unauthorized");
            refer(operation, "403", "forbidden");
        }
        refer(operation, "default", "failed");
        var body = operation.getRequestBody();
        if (body != null && body.getContent() != null && body.getContent().getMediaType(JSON) != null) {
            var example = path.startsWith("/api/alerts/") ? ALERTMANAGER : BODIES.get(key);
            if (example != null) {
                body.getContent().getMediaType(JSON).setExample(example);
            }
        }
    }

    private static void refer(Operation operation, String status, String name) {
        if (!operation.getResponses().hasAPIResponse(status)
                || operation.getResponses().getAPIResponse(status).getRef() == null) {
            operation
                    .getResponses()
                    .addAPIResponse(status, OASFactory.createAPIResponse().ref("#/components/responses/" + name));
        }
    }

    /** Names and values in turn, in the order given: the committed document must not change from one build to the next. */
    private static Map<String, Object> ordered(Object... pairs) {
        var map = new LinkedHashMap<String, Object>();
        for (var n = 0; n < pairs.length; n += 2) {
            map.put((String) pairs[n], pairs[n + 1]);
        }
        return Collections.unmodifiableMap(map);
    }

    private static APIResponse response(Problem problem) {
        return OASFactory.createAPIResponse()
                .description(problem.description())
                .content(OASFactory.createContent()
                        .addMediaType(
                                ProblemView.MEDIA_TYPE,
                                OASFactory.createMediaType()
                                        .schema(OASFactory.createSchema().ref("#/components/schemas/ProblemView"))
                                        .example(ordered(
                                                "type",
                                                "/problems/" + problem.code(),
                                                "title",
                                                ProblemView.of(problem.status(), problem.code(), "", null)
                                                        .title(),
                                                "status",
                                                problem.status(),
                                                "code",
                                                problem.code(),
                                                "detail",
                                                problem.detail()))));
    }

    /** {@code POST /api/nodes/{id}/pin} becomes {@code postNodesIdPin}. */
    private static String name(PathItem.HttpMethod method, String path) {
        var name = new StringBuilder(method.name().toLowerCase(Locale.ROOT));
        for (var part : PARTS.split(path.replaceFirst("^/api", ""), -1)) {
            if (!part.isEmpty()) {
                name.append(Character.toUpperCase(part.charAt(0))).append(part.substring(1));
            }
        }
        return name.toString();
    }
}
