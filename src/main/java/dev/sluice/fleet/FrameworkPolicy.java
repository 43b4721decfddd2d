package dev.sluice.fleet;

/**
 * What a framework may give and take.
 *
 * @param guarantee nodes that are never lent, 0 or more
 * @param deserved the framework's fair number of nodes; reclaimable while lent, guarantee ≤ deserved ≤ cap
 * @param cap nodes that it may hold at most
 * @param weight its weight when there is not enough for all, above 0
 * @param target the supply utilisation that counts as just right, above 0 and at most 1
 */
public record FrameworkPolicy(int guarantee, int deserved, int cap, double weight, double target, Mode mode) {

    /** How far Sluice may go for this framework by itself. */
    public enum Mode {
        /** Score it, suggest nothing. */
        OBSERVE,
        /** Suggest, and wait for approval. */
        SUGGEST,
        /** Move by itself, under the guardrails. */
        AUTO
    }

    public FrameworkPolicy {
        if (guarantee < 0 || deserved < guarantee || cap < deserved) {
            throw new IllegalArgumentException("policy: 0 ≤ guarantee ≤ deserved ≤ cap must hold, got guarantee "
                    + guarantee + ", deserved " + deserved + ", cap " + cap);
        }
        if (!(weight > 0) || Double.isInfinite(weight)) {
            throw new IllegalArgumentException("policy: weight must be above 0, got " + weight);
        }
        if (!(target > 0 && target <= 1)) {
            throw new IllegalArgumentException("policy: target must be above 0 and at most 1, got " + target);
        }
    }
}
