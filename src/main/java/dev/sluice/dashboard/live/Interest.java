package dev.sluice.dashboard.live;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a page says, whole, each time that it changes: where it stands, which signal its map shows and which parts it
 * tracks. <code>{"kind":"watch","epoch":…,"offset":…,"signal":"cpu","parts":{"operation:op-7":"version"}}</code>
 *
 * @param signal null for a page without a map
 * @param parts that it tracks, each with the version that it shows; empty for none yet
 */
record Interest(String epoch, long offset, @Nullable CellSignal signal, Map<String, String> parts) {

    static final int PARTS = 40;
    private static final int NAME = 600;

    Interest {
        parts = Map.copyOf(parts);
    }

    /** A message of a page that is not one; the text is for its log. */
    static final class Malformed extends Exception {
        Malformed(String message) {
            super(message);
        }
    }

    /** Empty for a kind that this server does not know, which is no error: the page may be newer. */
    static Optional<Interest> parse(ObjectMapper mapper, String text) throws Malformed {
        JsonNode message;
        try {
            message = mapper.readTree(text);
        } catch (JsonProcessingException e) {
            throw new Malformed("the message is no JSON");
        }
        if (!message.path("kind").isTextual()) {
            throw new Malformed("the message has no kind");
        }
        if (!"watch".equals(message.path("kind").asText())) {
            return Optional.empty();
        }
        var named = message.path("parts");
        if (named.size() > PARTS) {
            throw new Malformed("a page may track " + PARTS + " parts, this one asks for " + named.size());
        }
        var parts = new HashMap<String, String>();
        for (var part : named.properties()) {
            if (part.getKey().length() > NAME) {
                throw new Malformed("the name of a part may have " + NAME + " characters");
            }
            parts.put(part.getKey(), part.getValue().asText());
        }
        return Optional.of(new Interest(
                message.path("epoch").asText(),
                message.path("offset").asLong(),
                CellSignal.of(message.path("signal").asText()).orElse(null),
                parts));
    }
}
