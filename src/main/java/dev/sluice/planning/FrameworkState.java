package dev.sluice.planning;

import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.pressure.Score;
import java.time.Instant;
import java.util.List;

/**
 * One framework as planning sees it.
 *
 * @param needs in whole nodes' worth of work, see {@link Score#need()}
 * @param holds what keeps it from giving or taking for a while; ones that are over do not count
 */
public record FrameworkState(Framework framework, Score score, Needs needs, List<Hold> holds) {

    /**
     * Leaves a framework alone for a while: a cool-down, a pause, a quiet window.
     *
     * @param why for people: {@code it took nodes in op-7}
     * @param bars what it may not do until then
     * @param rule the code under which a plan names it
     */
    public record Hold(Instant until, String why, Bars bars, Rule rule) {}

    /** What a hold keeps a framework from. After giving it may give more, after taking it may take more. */
    public enum Bars {
        GIVING,
        TAKING,
        BOTH
    }

    public FrameworkState {
        holds = List.copyOf(holds);
    }

    public FrameworkId id() {
        return framework.id();
    }
}
