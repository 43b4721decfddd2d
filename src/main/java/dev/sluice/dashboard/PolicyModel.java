package dev.sluice.dashboard;

import dev.sluice.api.view.FrameworkView;
import dev.sluice.api.view.PolicyPreviewView;
import dev.sluice.api.view.PolicyPreviewView.ExpectedView;
import dev.sluice.api.view.PolicyView;
import dev.sluice.api.view.PolicyView.ChangeView;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One framework's policy, and what somebody thinks of making of it.
 *
 * @param changes newest first
 * @param preview null unless a change is thought through
 * @param problem why that cannot be; null when it can
 */
public record PolicyModel(
        PolicyView view,
        PolicyForm asked,
        List<ChangeView> changes,
        Titles titles,
        @Nullable PolicyPreviewView preview,
        @Nullable String problem) {

    /** Whether there is anything that the change would change. */
    public boolean mayApply() {
        return preview != null && (!preview.changes().isEmpty() || (asked.reset() && view.changed()));
    }

    /** {@code 2 nodes from YARN to Spark, without approval}. */
    public String headline(ExpectedView expected) {
        var plan = expected.plan();
        return PageWords.count(plan.nodes().size(), "node") + " from " + titles.of(plan.from()) + " to "
                + titles.of(plan.to()) + (expected.automatic() ? ", without approval" : "");
    }

    /** {@code cap 40, target 0.75 …} of one side of a change. */
    public String words(FrameworkView.@Nullable RulesView policy) {
        return policy == null
                ? "the configuration's"
                : "guarantee " + policy.guarantee() + ", deserved " + policy.deserved() + ", cap " + policy.cap()
                        + ", weight " + policy.weight() + ", target " + policy.target() + ", "
                        + PageWords.lower(policy.mode());
    }
}
