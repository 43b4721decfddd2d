package dev.sluice.driver;

import dev.sluice.fleet.OperationId;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Whose a drain is. Written wherever a framework has room for a reason: {@code sluice:op-7@12} is operation op-7 under
 * epoch 12 of its node's ledger row.
 *
 * <p>Epochs of one node only grow, so of two marks on a node the one with the higher epoch is the later, whatever became of
 * the operation of the other. That makes the rule that every driver keeps ({@link #fence}): an order may take over the mark
 * of an earlier claim, never that of a later one, and never a drain that is not Sluice's.
 */
public record DrainMark(OperationId operation, long epoch) {

    /** What every mark of Sluice begins with; a reason that does not is somebody else's. */
    public static final String PREFIX = "sluice:";

    private static final Pattern TEXT = Pattern.compile("sluice:(op-[1-9][0-9]{0,17})(?:@([0-9]{1,18}))?(?:\\s.*)?");

    public static DrainMark of(MemberOrder order) {
        return new DrainMark(order.operation(), order.epoch());
    }

    /** Reads a mark back from a reason; empty when the reason is not Sluice's. Without an epoch it counts as 0. */
    public static Optional<DrainMark> parse(String reason) {
        Matcher matcher = TEXT.matcher(reason.strip());
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String epoch = matcher.group(2);
        return Optional.of(new DrainMark(new OperationId(matcher.group(1)), epoch == null ? 0 : Long.parseLong(epoch)));
    }

    /** As it is written into a framework. */
    public String text() {
        return operation.mark() + "@" + epoch;
    }

    /**
     * Whether {@code order} may act on a member that is drained for {@code reason}.
     *
     * @param reason as the framework tells it
     * @return why not, as a failure to answer with; empty when it may
     */
    public static Optional<DriverFailure.Refused> fence(MemberOrder order, String reason) {
        Optional<DrainMark> mark = parse(reason);
        if (mark.isEmpty()) {
            return Optional.of(new DriverFailure.Refused("member " + order.member()
                    + " was drained by somebody else (" + (reason.isBlank() ? "no reason given" : reason)
                    + "); Sluice leaves it alone until that drain is lifted by hand"));
        }
        if (mark.get().epoch() > order.epoch()) {
            return Optional.of(new DriverFailure.Refused("member " + order.member() + " is held by a later claim ("
                    + mark.get().text() + "); the order of " + order.operation() + " at epoch " + order.epoch()
                    + " is outdated"));
        }
        return Optional.empty();
    }
}
