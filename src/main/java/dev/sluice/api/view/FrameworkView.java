package dev.sluice.api.view;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One framework.
 *
 * @param nodes that it holds by the ledger
 * @param serving of these, the ones that its own API says take work
 * @param pendingWork pieces of work that wait
 * @param ageSeconds of the newest reading of its API; null before the first
 * @param error why the newest reading failed; null when it did not
 * @param history pressure over the last minutes, oldest first, null where unknown
 */
public record FrameworkView(
        String id,
        String title,
        String kind,
        int nodes,
        int serving,
        int moving,
        RulesView policy,
        PressureView pressure,
        int pendingWork,
        @Nullable Long ageSeconds,
        @Nullable String error,
        List<@Nullable Double> history) {

    /** The policy in force; mode is OBSERVE, SUGGEST or AUTO. */
    public record RulesView(int guarantee, int deserved, int cap, double weight, double target, String mode) {}

    /**
     * The pressure with its parts.
     *
     * @param verdict OVERLOADED, RIGHT, SLACK or UNKNOWN
     * @param wonBy SUPPLY, DEMAND or NONE
     * @param perMinute how much the value changes in a minute now
     * @param inFiveMinutes what it is expected to be then
     */
    public record PressureView(
            @Nullable Double value,
            @Nullable Double supply,
            @Nullable Double demand,
            String wonBy,
            String verdict,
            double coverage,
            @Nullable Double perMinute,
            @Nullable Double inFiveMinutes,
            @Nullable String note) {}
}
