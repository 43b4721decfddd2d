package dev.sluice.dashboard;

import dev.sluice.api.ApiProblem;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.moving.Control;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Checks what people type into forms. */
final class Reasons {

    private static final int LONGEST = 500;
    private static final int A_WEEK = 7 * 24 * 60;

    private Reasons() {}

    static String checked(@Nullable String reason) {
        if (reason == null || reason.isBlank()) {
            throw ApiProblem.badRequest("missing-reason", "The reason is missing; say in a few words why.");
        }
        if (reason.length() > LONGEST) {
            throw ApiProblem.badRequest(
                    "long-reason", "The reason has " + reason.length() + " characters; " + LONGEST + " are allowed.");
        }
        if (reason.indexOf('\0') >= 0) {
            throw ApiProblem.badRequest("bad-reason", "The reason holds the character U+0000; send text.");
        }
        return reason.strip();
    }

    static NodeId node(String id) {
        try {
            return new NodeId(id);
        } catch (IllegalArgumentException e) {
            throw ApiProblem.badRequest("bad-node", "The " + e.getMessage() + ".");
        }
    }

    /** @param minutes for {@code wait}, and for nothing else */
    static Control control(String control, String minutes) {
        var kind = Control.Kind.valueOf(control.toUpperCase(Locale.ROOT));
        if (kind != Control.Kind.WAIT) {
            return new Control(kind, Optional.empty());
        }
        return Control.longer(minutes(minutes));
    }

    static Duration minutes(String minutes) {
        try {
            var given = Integer.parseInt(minutes.strip());
            if (given >= 1 && given <= A_WEEK) {
                return Duration.ofMinutes(given);
            }
        } catch (NumberFormatException e) {
            throw badMinutes(minutes);
        }
        throw badMinutes(minutes);
    }

    private static ApiProblem badMinutes(String minutes) {
        var shown = minutes.length() <= 20 ? minutes : minutes.substring(0, 20) + "…";
        return ApiProblem.badRequest(
                "bad-minutes",
                "'" + shown + "' is no time; it must be a whole number of minutes from 1 to " + A_WEEK + ".");
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
