package dev.sluice.driver;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import java.util.List;
import java.util.Optional;

/**
 * Nodes that a driver simulates in this process, machines and all. What an agent and an exporter do on a real node is asked
 * of this instead; everything above sees agents and metrics as ever. Thread-safe; never blocks.
 */
public interface HostedNodes {

    /** All of them, the same at each call. */
    List<Node> nodes();

    /** The framework whose worker runs on a node when nothing else is known of it. */
    FrameworkId first(NodeId node);

    /** Takes a node over as it was left: the worker runs already, without being started. */
    void resume(NodeId node, Optional<FrameworkId> role);

    /** Begins to stop any other worker of the node and to start this one. What is so or on its way is a success. */
    void run(NodeId node, Optional<FrameworkId> role);

    /** What is so on a node now. */
    Actual actual(NodeId node);

    /** How busy a node is now. */
    Load load(NodeId node);

    /** What a worker is doing. */
    enum Phase {
        STOPPED,
        STARTING,
        RUNNING,
        STOPPING,
        FAILED
    }

    /**
     * @param role whose worker it is; empty when none runs
     * @param proof for people
     */
    record Actual(Optional<FrameworkId> role, Phase phase, String proof) {}

    /** Shares of the machine, 0 to 1. */
    record Load(double cpu, double memory) {}
}
