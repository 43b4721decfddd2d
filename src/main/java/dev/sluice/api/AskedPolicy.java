package dev.sluice.api;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.PolicyPreviewView.KeyView;
import dev.sluice.api.view.PolicyRequest;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Turns a wish for a policy into one, or into a problem that names key and rule. Pure. */
final class AskedPolicy {

    private static final String CODE = "bad-policy";

    private AskedPolicy() {}

    /** Empty for the configuration's. */
    static Optional<FrameworkPolicy> of(PolicyRequest body, FrameworkPolicy present) {
        var given = Stream.of(body.guarantee(), body.deserved(), body.cap(), body.weight(), body.target(), body.mode())
                .anyMatch(Objects::nonNull);
        if (Boolean.TRUE.equals(body.reset())) {
            if (given) {
                throw bad("'reset' leads back to the configuration; give it alone, without any of the values.");
            }
            return Optional.empty();
        }
        if (!given) {
            throw bad("Nothing is asked for; give one of guarantee, deserved, cap, weight, target and mode, or reset.");
        }
        return Optional.of(merged(body, present));
    }

    private static FrameworkPolicy merged(PolicyRequest body, FrameworkPolicy present) {
        var guarantee = or(body.guarantee(), present.guarantee());
        var deserved = or(body.deserved(), present.deserved());
        var cap = or(body.cap(), present.cap());
        var weight = or(body.weight(), present.weight());
        var target = or(body.target(), present.target());
        check(guarantee >= 0, "'guarantee' is " + guarantee + "; it must be 0 or more.");
        check(
                deserved >= guarantee,
                "'deserved' is " + deserved + " and 'guarantee' " + guarantee
                        + "; what it deserves must be at least what it always keeps.");
        check(
                cap >= deserved,
                "'cap' is " + cap + " and 'deserved' " + deserved + "; the cap must be at least what it deserves.");
        check(weight > 0 && Double.isFinite(weight), "'weight' is " + weight + "; it must be above 0.");
        check(target > 0 && target <= 1, "'target' is " + target + "; it must be above 0 and at most 1.");
        return new FrameworkPolicy(
                guarantee, deserved, cap, weight, target, body.mode() == null ? present.mode() : mode(body.mode()));
    }

    private static Mode mode(String word) {
        return Arrays.stream(Mode.values())
                .filter(mode -> mode.name().equalsIgnoreCase(word.strip()))
                .findFirst()
                .orElseThrow(() -> bad("'mode' must be observe, suggest or auto."));
    }

    private static <T> T or(@Nullable T asked, T present) {
        return asked == null ? present : asked;
    }

    private static void check(boolean holds, String sentence) {
        if (!holds) {
            throw bad(sentence);
        }
    }

    private static ApiProblem bad(String sentence) {
        return ApiProblem.badRequest(CODE, sentence);
    }

    static FrameworkView.RulesView view(FrameworkPolicy policy) {
        return new FrameworkView.RulesView(
                policy.guarantee(),
                policy.deserved(),
                policy.cap(),
                policy.weight(),
                policy.target(),
                policy.mode().name());
    }

    /** What differs, by key. */
    static List<KeyView> changes(FrameworkPolicy from, FrameworkPolicy to) {
        return Stream.of(
                        new KeyView("guarantee", text(from.guarantee()), text(to.guarantee())),
                        new KeyView("deserved", text(from.deserved()), text(to.deserved())),
                        new KeyView("cap", text(from.cap()), text(to.cap())),
                        new KeyView("weight", text(from.weight()), text(to.weight())),
                        new KeyView("target", text(from.target()), text(to.target())),
                        new KeyView("mode", text(from.mode()), text(to.mode())))
                .filter(key -> !key.from().equals(key.to()))
                .toList();
    }

    private static String text(Object value) {
        return String.valueOf(value).toLowerCase(Locale.ROOT);
    }
}
