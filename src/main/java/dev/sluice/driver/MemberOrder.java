package dev.sluice.driver;

import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;

/**
 * What is asked of a driver about one node.
 *
 * @param member the name that the framework knows the node by
 * @param epoch of the ledger claim under which this is asked
 * @param force end remaining work instead of waiting for it
 * @param workerStopped the node's agent has proven that the member's worker is stopped
 */
public record MemberOrder(
        NodeId node, String member, OperationId operation, long epoch, boolean force, boolean workerStopped) {

    public MemberOrder {
        if (member.isBlank()) {
            throw new IllegalArgumentException("order for " + node + ": the member name must not be empty");
        }
    }

    /** While nothing is known of the worker. */
    public MemberOrder(NodeId node, String member, OperationId operation, long epoch, boolean force) {
        this(node, member, operation, epoch, force, false);
    }

    public MemberOrder forced() {
        return new MemberOrder(node, member, operation, epoch, true, workerStopped);
    }

    public MemberOrder afterStop() {
        return new MemberOrder(node, member, operation, epoch, force, true);
    }
}
