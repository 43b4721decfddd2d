package dev.sluice.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/** Paths of the API with an id that a person typed. */
final class Paths {

    private Paths() {}

    static String suggestion(String id) {
        return "/api/suggestions/" + encoded(id);
    }

    static String operation(String id) {
        return "/api/operations/" + encoded(id);
    }

    static String control(String operation, @Nullable String node, String verb) {
        return operation(operation) + (node == null ? "" : "/nodes/" + encoded(node)) + "/" + verb;
    }

    static String node(String id) {
        return "/api/nodes/" + encoded(id);
    }

    static String agent(String node) {
        return "/api/agents/" + encoded(node);
    }

    /** @param framework or {@code all} */
    static String pause(String framework) {
        return "/api/pauses/" + encoded(framework);
    }

    static String user(String name) {
        return "/api/users/" + encoded(name);
    }

    static String policy(String framework) {
        return "/api/policies/" + encoded(framework);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
