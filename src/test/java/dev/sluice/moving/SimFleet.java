package dev.sluice.moving;

import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.fleet.Framework;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What there is, and the rules that it is to be moved by.
 *
 * @param policies of the frameworks, by id
 * @param nodes by id
 * @param dwell how long a node that has moved stays where it is, unless a person moves it
 */
record SimFleet(
        Map<FrameworkId, FakeFramework> frameworks,
        Map<FrameworkId, FrameworkPolicy> policies,
        Map<NodeId, Node> nodes,
        MovingConfig config,
        Duration dwell) {

    SimFleet(MovingConfig config, Duration dwell) {
        this(new LinkedHashMap<>(), new LinkedHashMap<>(), new LinkedHashMap<>(), config, dwell);
    }

    FakeFramework of(FrameworkId id) {
        return Optional.ofNullable(frameworks.get(id)).orElseThrow();
    }

    Node node(NodeId id) {
        return Optional.ofNullable(nodes.get(id)).orElseThrow();
    }

    String member(NodeId node, FrameworkId framework) {
        return node(node).memberOf(framework).orElseThrow();
    }

    int guarantee(FrameworkId id) {
        return Optional.ofNullable(policies.get(id)).orElseThrow().guarantee();
    }

    /** As the configuration of a server names them. */
    List<Framework> configured() {
        return policies.entrySet().stream()
                .map(e -> new Framework(e.getKey(), "fake", e.getKey().value(), e.getValue()))
                .toList();
    }
}
