package dev.sluice.cli;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;

/** Paths of the API with an id that a person typed. */
final class Paths {

    private Paths() {}

    static String suggestion(String id) {
        return "/api/suggestions/" + encoded(id);
    }

    static String operation(String id) {
        return "/api/operations/" + encoded(id);
    }

    /** @param framework or {@code all} */
    static String pause(String framework) {
        return "/api/pauses/" + encoded(framework);
    }

    private static String encoded(String id) {
        return URLEncoder.encode(id, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
