package dev.sluice.dashboard;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.OperationId;
import org.jspecify.annotations.Nullable;

/** Checks what people type into forms. */
final class Reasons {

    private static final int LONGEST = 500;

    private Reasons() {}

    static String checked(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw ApiProblem.badRequest("missing-reason", "The reason is missing; say in a few words why.");
        }
        if (reason.length() > LONGEST) {
            throw ApiProblem.badRequest(
                    "long-reason", "The reason has " + reason.length() + " characters; " + LONGEST + " are allowed.");
        }
        return reason.strip();
    }

    static OperationId operation(String id) {
        try {
            return new OperationId(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.notFound(
                    "unknown-operation", "There is no such operation; they are numbered, as in op-7.");
        }
    }
}
