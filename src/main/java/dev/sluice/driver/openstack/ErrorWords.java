package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.HttpCalls.Answer;

/**
 * The sentence inside an error body. Nova and Keystone say {@code {"kind": {"message": …}}}, placement {@code {"errors":
 * [{"detail": …}]}}; whatever else comes is taken as it is.
 */
final class ErrorWords {

    private ErrorWords() {}

    static String of(Answer answer) {
        return of(answer.json(), answer.text());
    }

    static String of(JsonNode json, String otherwise) {
        String detail = json.path("errors").path(0).path("detail").asText();
        if (!detail.isBlank()) {
            return detail.strip();
        }
        for (JsonNode kind : json) {
            String message = kind.path("message").asText();
            if (!message.isBlank()) {
                return message.strip();
            }
        }
        return otherwise;
    }
}
