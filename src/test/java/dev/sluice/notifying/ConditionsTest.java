package dev.sluice.notifying;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.Observation.Demand;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Resources;
import dev.sluice.inventory.Pictures;
import dev.sluice.moving.Operations.Move;
import dev.sluice.moving.Operations.Operation;
import dev.sluice.moving.Totals;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;

class ConditionsTest {

    private static final Duration STALE = Duration.ofMinutes(2);

    private final Pictures pictures = new Pictures(Pictures.NOW);

    @Test
    void aHealthyFleetNeedsNobody() {
        fleet();
        assertThat(conditions(List.of(operation("DRAINING")))).isEmpty();
    }

    @Test
    void aStuckMoveWithItsReason() {
        fleet();
        assertThat(conditions(List.of(operation("STUCK")))).singleElement().satisfies(condition -> {
            assertThat(condition.name()).isEqualTo("SluiceMoveStuck");
            assertThat(condition.labels()).containsEntry("operation", "op-7").containsEntry("node", "y1");
            assertThat(condition.summary()).isEqualTo("The move of y1 in op-7 needs a person: the drain is too slow.");
            assertThat(condition.path()).isEqualTo("/operations/op-7");
        });
    }

    @Test
    void aNodeInTwoPlacesAndTheBreakerThatItOpens() {
        fleet();
        pictures.node("y9", "yarn").state = Ownership.State.CONFLICT;
        pictures.node("y8", "yarn").presence = Presence.DOWN;
        assertThat(conditions(List.of()))
                .extracting(Condition::name)
                .containsExactly("SluiceNodeConflict", "SluiceBreakerOpen");
        assertThat(conditions(List.of()))
                .extracting(Condition::summary)
                .last()
                .isEqualTo("Nothing moves by itself: 2 of yarn's 6 nodes are unhealthy.");
    }

    @Test
    void halfTheFleet() {
        fleet();
        for (var id : List.of("a", "b", "c", "d", "e", "f", "g", "h")) {
            pictures.node(id, "yarn").listed = false;
        }
        assertThat(conditions(List.of()))
                .extracting(Condition::name)
                .containsExactly("SluiceBreakerOpen", "SluiceFleetBreakerOpen");
    }

    @Test
    void aFrameworkThatIsNotRead() {
        fleet();
        pictures.framework(
                Pictures.framework("slurm", Pictures.policy(0, 0, 4)),
                Optional.of(new Demand(Resources.of(0, 0), Resources.of(0, 0), List.of())),
                Pictures.NOW.minus(STALE).minusSeconds(1));
        assertThat(conditions(List.of())).singleElement().satisfies(condition -> {
            assertThat(condition.name()).isEqualTo("SluiceFrameworkStale");
            assertThat(condition.labels()).containsEntry("framework", "slurm");
        });
    }

    private void fleet() {
        pictures.framework("spark", Pictures.policy(1, 4, 8), 2, 4)
                .framework("yarn", Pictures.policy(1, 4, 8), 2, 4)
                .nodes("spark", "s1", "s2", "s3", "s4")
                .nodes("yarn", "y1", "y2", "y3", "y4");
    }

    private List<Condition> conditions(List<Operation> operations) {
        return Conditions.of(pictures.build(), operations, STALE);
    }

    private static Operation operation(String state) {
        var stuck = state.equals("STUCK");
        return new Operation(
                new OperationId("op-7"),
                Optional.of(Pictures.id("yarn")),
                Optional.of(Pictures.id("spark")),
                "month end",
                "olga",
                stuck ? Operation.Status.STUCK : Operation.Status.RUNNING,
                Pictures.NOW,
                Optional.empty(),
                new Totals(1, 0, stuck ? 0 : 1, 0, stuck ? 1 : 0, 0, 0),
                List.of(new Move(
                        new NodeId("y1"),
                        state,
                        Pictures.NOW,
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        List.of(),
                        Optional.of("the drain is too slow."),
                        Optional.empty(),
                        Set.of(),
                        List.of())));
    }
}
