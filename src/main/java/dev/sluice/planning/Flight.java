package dev.sluice.planning;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import java.util.Optional;

/** A node that a running operation moves: no longer the donor's, and already counted for the taker. */
public record Flight(NodeId node, Optional<FrameworkId> from, Optional<FrameworkId> to) {}
