package dev.sluice.driver;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;

/**
 * What is asked of a driver about one node.
 *
 * @param member the name that the framework knows the node by
 * @param epoch of the ledger claim under which this is asked
 * @param force end remaining work instead of waiting for it
 */
public record MemberOrder(NodeId node, String member, OperationId operation, long epoch, boolean force) {

    public MemberOrder {
        if (member.isBlank()) {
            throw new IllegalArgumentException("order for " + node + ": the member name must not be empty");
        }
    }

    public MemberOrder forced() {
        return new MemberOrder(node, member, operation, epoch, true);
    }
}
