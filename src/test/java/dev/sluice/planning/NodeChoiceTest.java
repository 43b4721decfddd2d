package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.id;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.NodeNeeds;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.Pictures;
import dev.sluice.inventory.Pictures.Spot;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class NodeChoiceTest {

    private static final NodeChoice.Rules RULES = rules(Map.of());

    private final Pictures pictures =
            new Pictures(NOW).framework("spark", policy(0, 1, 9), 1, 1).framework("yarn", policy(0, 1, 9), 1, 1);

    static Stream<Arguments> bars() {
        return Stream.of(
                bar("NEEDS_PERSON", s -> s.epoch = 0),
                bar("MOVING", s -> {
                    s.state = Ownership.State.MOVING;
                    s.operation = Optional.of(OperationId.of(3));
                }),
                bar("NEEDS_PERSON", s -> s.state = Ownership.State.CONFLICT),
                bar("NEEDS_PERSON", s -> s.state = Ownership.State.QUARANTINED),
                bar("NO_ROLE", s -> s.roles = Optional.of(List.of("yarn"))),
                bar("AGENT_AWAY", s -> s.agent = false),
                bar("NOT_SERVING", s -> s.listed = false),
                bar("NOT_SERVING", s -> s.presence = Presence.DOWN),
                bar("NEEDS_PERSON", s -> s.drainMark = Optional.of("maintenance by ann")),
                bar("NEEDS_PERSON", s -> s.presence = Presence.DRAINING),
                bar("DWELL", s -> {
                    s.epoch = 4;
                    s.since = NOW.minus(Duration.ofMinutes(59));
                }));
    }

    private static Arguments bar(String rule, Consumer<Spot> change) {
        return Arguments.of(rule, change);
    }

    @ParameterizedTest
    @MethodSource("bars")
    void nothingOverridesEligibility(String rule, Consumer<Spot> change) {
        // Given
        Spot spot = pictures.node("y1", "yarn");
        change.accept(spot);
        // When
        NodeChoice.Choice choice = choose(1, RULES);
        // Then
        assertThat(choice.chosen()).isEmpty();
        assertThat(choice.whyNot())
                .singleElement()
                .satisfies(w -> assertThat(w.rule().name()).isEqualTo(rule))
                .satisfies(w -> assertThat(w.sentence()).startsWith("y1 ").endsWith("."));
    }

    @Test
    void aNodeThatNeverMovedHasNoDwell() {
        // Given epoch 1 is the entry into the ledger, a minute ago
        pictures.node("y1", "yarn").since = NOW.minusSeconds(60);
        // When
        NodeChoice.Choice choice = choose(1, RULES);
        // Then
        assertThat(choice.chosen()).hasSize(1);
    }

    @Test
    void prefersEmptyThenDrainingThenIdleThenUnmoved() {
        // Given
        pictures.node("busy", "yarn").running = 5;
        pictures.node("less", "yarn").running = 1;
        Spot draining = pictures.node("ours", "yarn");
        draining.running = 9;
        draining.presence = Presence.DRAINING;
        draining.drainMark = Optional.of("sluice:op-3@7");
        pictures.node("moved", "yarn");
        pictures.node("empty", "yarn");
        // When
        NodeChoice.Choice choice = choose(
                9, new NodeChoice.Rules(NOW, Duration.ZERO, Map.of(new NodeId("moved"), 2), Map.of(), 6, Map.of()));
        // Then
        assertThat(choice.chosen()).extracting(NodeId::value).containsExactly("empty", "moved", "ours", "less", "busy");
    }

    @Test
    void spreadsBothSidesOverRacks() {
        // Given the taker sits in r1, the donor mostly in r1 and r2
        pictures.node("s1", "spark").rack = Optional.of("r1");
        pictures.node("s2", "spark").rack = Optional.of("r1");
        for (String node : List.of("a1 r1", "a2 r1", "b1 r2", "b2 r2", "b3 r2", "c1 r3")) {
            pictures.node(node.substring(0, 2), "yarn").rack = Optional.of(node.substring(3));
        }
        // When
        NodeChoice.Choice choice = choose(3, RULES);
        // Then r2 has the most to give, then r3 and r2 stand equal and the id decides
        assertThat(choice.chosen()).extracting(NodeId::value).containsExactly("b1", "b2", "c1");
    }

    @Test
    void choosesFromTheReservoirAndIntoIt() {
        // Given
        pictures.nodes("", "free").nodes("yarn", "y1");
        // When
        NodeChoice.Choice out =
                NodeChoice.choose(pictures.build(), Optional.empty(), Optional.of(id("spark")), 5, RULES);
        NodeChoice.Choice in = NodeChoice.choose(pictures.build(), Optional.of(id("yarn")), Optional.empty(), 5, RULES);
        // Then
        assertThat(out.chosen()).containsExactly(new NodeId("free"));
        assertThat(in.chosen()).containsExactly(new NodeId("y1"));
    }

    @Test
    void aFrameworkMayNeedMoreThanARole() {
        // Given nodes of 2 cores and 4 GiB, without labels
        pictures.nodes("yarn", "y1");
        NodeNeeds small = new NodeNeeds(Resources.of(2, 4 * Pictures.GIB), Map.of());
        NodeNeeds large = new NodeNeeds(new Resources(1, 8 * Pictures.GIB, 0, 2), Map.of("class", "fast"));
        // When
        NodeChoice.Choice fit = choose(1, rules(Map.of(id("spark"), small)));
        NodeChoice.Choice unfit = choose(1, rules(Map.of(id("spark"), large)));
        // Then
        assertThat(fit.chosen()).containsExactly(new NodeId("y1"));
        assertThat(unfit.chosen()).isEmpty();
        assertThat(unfit.whyNot()).singleElement().satisfies(why -> {
            assertThat(why.rule()).isEqualTo(Suggestion.Rule.UNFIT);
            assertThat(why.sentence())
                    .isEqualTo("y1 is not what spark needs: it has 4 of 8 GiB of memory, 0 of 2 GPUs,"
                            + " no label class=fast.");
        });
    }

    private static NodeChoice.Rules rules(Map<FrameworkId, NodeNeeds> needs) {
        return new NodeChoice.Rules(NOW, Duration.ofMinutes(60), Map.of(), Map.of(), Integer.MAX_VALUE, needs);
    }

    private NodeChoice.Choice choose(int count, NodeChoice.Rules rules) {
        return NodeChoice.choose(pictures.build(), Optional.of(id("yarn")), Optional.of(id("spark")), count, rules);
    }
}
