package dev.sluice.dashboard;

import dev.sluice.api.ApiProblem;
import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.PolicyRequest;
import jakarta.ws.rs.core.MultivaluedMap;
import java.util.List;
import java.util.Locale;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * What the form of a policy holds, as it was typed.
 *
 * @param reset whether it asks for the configuration's
 * @param given whether it was sent; else it holds what is in force
 */
public record PolicyForm(
        String guarantee,
        String deserved,
        String cap,
        String weight,
        String target,
        String mode,
        boolean reset,
        boolean given) {

    private static final List<String> KEYS =
            List.of("guarantee", "deserved", "cap", "weight", "target", "mode", "reset");

    static PolicyForm of(MultivaluedMap<String, String> query, FrameworkView.RulesView present) {
        return new PolicyForm(
                value(query, "guarantee", present.guarantee()),
                value(query, "deserved", present.deserved()),
                value(query, "cap", present.cap()),
                value(query, "weight", present.weight()),
                value(query, "target", present.target()),
                value(query, "mode", present.mode().toLowerCase(Locale.ROOT)),
                query.containsKey("reset"),
                KEYS.stream().anyMatch(query::containsKey));
    }

    private static String value(MultivaluedMap<String, String> query, String key, Object present) {
        var given = query.getFirst(key);
        return given == null ? String.valueOf(present) : Address.clipped(given.strip());
    }

    /** Throws {@link ApiProblem} where something is no number. */
    PolicyRequest request(@Nullable String version, @Nullable String reason) {
        var dry = reason == null;
        var base = version == null ? null : whole("version", version);
        return reset
                ? new PolicyRequest(null, null, null, null, null, null, true, base, reason, dry)
                : new PolicyRequest(
                        whole("guarantee", guarantee),
                        whole("deserved", deserved),
                        whole("cap", cap),
                        number("weight", weight),
                        number("target", target),
                        mode,
                        null,
                        base,
                        reason,
                        dry);
    }

    private static Integer whole(String key, String text) {
        return parsed(key, text, Integer::valueOf, "a whole number");
    }

    private static Double number(String key, String text) {
        return parsed(key, text, Double::valueOf, "a number, as in 0.75");
    }

    private static <T> T parsed(String key, String text, Function<String, T> parse, String rule) {
        try {
            return parse.apply(text.strip());
        } catch (NumberFormatException e) {
            throw ApiProblem.badRequest(
                    "bad-policy", "'" + key + "' is '" + Address.clipped(text) + "'; it must be " + rule + ".");
        }
    }

    public List<String> modes() {
        return List.of("observe", "suggest", "auto");
    }
}
