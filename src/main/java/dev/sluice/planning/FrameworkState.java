package dev.sluice.planning;

import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.pressure.Score;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * One framework as planning sees it. Needs are in whole nodes' worth of work, see {@link Score#need()}.
 *
 * @param sustained the need that was there in every reading of the evidence window: what a taker is given for; empty
 *     while there is no proof
 * @param peak the largest need of the donor window: what a donor keeps; empty while too little history is known
 * @param coolDown until when it neither gives nor takes
 */
public record FrameworkState(
        Framework framework, Score score, OptionalDouble sustained, OptionalDouble peak, Optional<CoolDown> coolDown) {

    /** Why a framework is left alone for a while, for people: {@code it took nodes in op-7}. */
    public record CoolDown(Instant until, String why) {}

    public FrameworkId id() {
        return framework.id();
    }
}
