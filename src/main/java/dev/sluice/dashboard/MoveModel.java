package dev.sluice.dashboard;

import dev.sluice.api.ApiProblem;
import dev.sluice.api.view.DrainView;
import dev.sluice.api.view.MoveRequest;
import dev.sluice.api.view.PlanView;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A move by hand, as far as it has been filled in.
 *
 * @param plan what it would do; null while the form is not filled in
 * @param problem why there can be no plan; null when there is one or none is asked for
 */
public record MoveModel(
        Asked asked,
        List<Channel> channels,
        Titles titles,
        @Nullable PlanView plan,
        @Nullable String problem) {

    static final String RESERVOIR = "reservoir";

    private static final Pattern SEPARATORS = Pattern.compile("[,\\s]+");

    /** What stands in the form; {@code nodes} are names apart by commas or spaces, and win over {@code count}. */
    public record Asked(String from, String to, String count, String nodes) {

        boolean complete() {
            return !from.isEmpty() && !to.isEmpty() && (!count.isEmpty() || !nodes.isBlank());
        }

        MoveRequest request(String reason, boolean dryRun) {
            var named = nodes.isBlank()
                    ? null
                    : Arrays.stream(SEPARATORS.split(nodes.strip(), -1))
                            .filter(n -> !n.isEmpty())
                            .toList();
            return new MoveRequest(end(from), end(to), named == null ? number(count) : null, named, reason, dryRun);
        }

        private static @Nullable String end(String framework) {
            return framework.equals(RESERVOIR) ? null : framework;
        }

        private static int number(String count) {
            try {
                return Integer.parseInt(count.strip());
            } catch (NumberFormatException e) {
                throw ApiProblem.badRequest(
                        "bad-count", "'" + count + "' is no number of nodes; it must be 1 or more.");
            }
        }
    }

    public boolean mayStart() {
        return plan != null && plan.problems().isEmpty() && !plan.nodes().isEmpty();
    }

    /** How long its drains are expected to take; empty where nothing drains. */
    public String drain() {
        DrainView drain = plan == null ? null : plan.drain();
        return drain == null ? "" : drain.sentence();
    }

    public String headline() {
        return plan == null
                ? ""
                : "Move " + PageWords.count(plan.nodes().size(), "node") + " from " + titles.of(plan.from()) + " to "
                        + titles.of(plan.to());
    }
}
