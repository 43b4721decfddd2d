package dev.sluice.api;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.api.view.DrainView;
import dev.sluice.fleet.NodeId;
import dev.sluice.leading.Leading;
import dev.sluice.leading.Term;
import dev.sluice.moving.DrainTimes;
import dev.sluice.moving.Operations;
import dev.sluice.moving.Operations.Operation.Status;
import dev.sluice.suggesting.Suggestions.Offer;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ViewsTest {

    @Test
    void aFrameworkCountsItsNodesAndSaysHowOldItsReadingIs() {
        // When
        var spark = Samples.views().framework(Samples.SPARK_FRAMEWORK);

        // Then
        assertThat(spark.nodes()).isEqualTo(1);
        assertThat(spark.serving()).isEqualTo(1);
        assertThat(spark.moving()).isZero();
        assertThat(spark.pendingWork()).isEqualTo(1);
        assertThat(spark.ageSeconds()).isEqualTo(4);
        assertThat(spark.error()).isNull();
        assertThat(spark.pressure().value()).isEqualTo(1.5);
        assertThat(spark.pressure().wonBy()).isEqualTo("DEMAND");
        assertThat(spark.history()).containsExactly(null, 1.4, 1.5);
        assertThat(spark.policy().mode()).isEqualTo("SUGGEST");
    }

    @Test
    void aFrameworkThatWasNeverReadIsUnknownAndSaysWhy() {
        // When
        var yarn = Samples.views().framework(Samples.YARN_FRAMEWORK);

        // Then
        assertThat(yarn.nodes()).isEqualTo(1);
        assertThat(yarn.serving()).isZero();
        assertThat(yarn.moving()).isEqualTo(1);
        assertThat(yarn.ageSeconds()).isNull();
        assertThat(yarn.error()).isEqualTo("http://127.0.0.1:8088 refuses");
        assertThat(yarn.pressure().verdict()).isEqualTo("UNKNOWN");
        assertThat(yarn.pressure().value()).isNull();
        assertThat(yarn.history()).isEmpty();
    }

    @Test
    void aSettledNodeShowsWhatIsInUseAndWhatItsAgentRuns() {
        // When
        var node = Samples.views().node(Samples.picture().nodes().get(0));

        // Then
        assertThat(node.owner()).isEqualTo("spark");
        assertThat(node.state()).isEqualTo("SETTLED");
        assertThat(node.step()).isNull();
        assertThat(node.cpu()).isEqualTo(0.75);
        assertThat(node.memory()).isEqualTo(0.3);
        assertThat(node.running()).isEqualTo(2);
        assertThat(node.signalAgeSeconds()).isEqualTo(7);
        assertThat(node.agent()).isEqualTo("CONNECTED");
        assertThat(node.role()).isEqualTo("spark RUNNING");
        assertThat(node.frameworks()).containsExactly("spark", "yarn");
    }

    @Test
    void aMovingNodeShowsItsStepAndOperation() {
        // When
        var node =
                Samples.views(Samples.draining()).node(Samples.picture().nodes().get(1));

        // Then
        assertThat(node.state()).isEqualTo("MOVING");
        assertThat(node.step()).isEqualTo("DRAINING");
        assertThat(node.operation()).isEqualTo("op-7");
        assertThat(node.agent()).isEqualTo("AWAY");
        assertThat(node.cpu()).isNull();
        assertThat(node.signalAgeSeconds()).isNull();
    }

    @Test
    void anIdleNodeWhoseAgentFailedSaysWhy() {
        // When
        var node = Samples.views().node(Samples.picture().nodes().get(2));

        // Then
        assertThat(node.owner()).isNull();
        assertThat(node.running()).isNull();
        assertThat(node.role()).isNull();
        assertThat(node.note()).isEqualTo("it exits with 1 at once");
    }

    @Test
    void theStatusCountsAgentsAndWhatIsStuck() {
        // When
        var status = Samples.views(Samples.ended(Samples.NODE_2, "STUCK", Status.STUCK))
                .status(
                        suggestionViews(Optional.empty()).all(List.of(Samples.offer(Offer.State.OPEN))),
                        Optional.empty(),
                        new Leading("host-a", new Term(3)));

        // Then
        assertThat(status.health().agentsKnown()).isEqualTo(3);
        assertThat(status.health().agentsConnected()).isEqualTo(2);
        assertThat(status.health().stuck()).isEqualTo(1);
        assertThat(status.health().leader()).isTrue();
        assertThat(status.health().leaderName()).isEqualTo("host-a");
        assertThat(status.health().term()).isEqualTo(3);
        assertThat(status.frameworks()).extracting(f -> f.id()).containsExactly("spark", "yarn");
        assertThat(status.nodes()).hasSize(3);
        assertThat(status.suggestions()).singleElement().satisfies(s -> {
            assertThat(s.id()).isEqualTo("s-12");
            assertThat(s.whyNot()).singleElement().satisfies(w -> assertThat(w.rule())
                    .isEqualTo("NO_ROLE"));
        });
    }

    @Test
    void aSuggestionSaysHowLongItsDrainsTook() {
        // Given
        var estimate = new DrainTimes.Estimate(
                57, Duration.ofMillis(40_200), Duration.ofSeconds(121), Duration.ofMillis(40_200));

        // When
        var drain = suggestionViews(Optional.of(estimate))
                .suggestion(Samples.offer(Offer.State.OPEN))
                .drain();

        // Then
        assertThat(drain)
                .isEqualTo(new DrainView(
                        57,
                        40.2,
                        121.0,
                        40.2,
                        "A drain of YARN usually takes 40 s, one in ten more than 2 min (from 57 past drains)."));
    }

    @Test
    void aSuggestionSaysThatNobodyKnowsYetHowLongItsDrainsTake() {
        // When
        var drain = suggestionViews(Optional.empty())
                .suggestion(Samples.offer(Offer.State.OPEN))
                .drain();

        // Then
        assertThat(drain)
                .isEqualTo(new DrainView(
                        0,
                        null,
                        null,
                        null,
                        "How long a drain of YARN takes is not known yet: fewer than 3 have ended here."));
    }

    @Test
    void nothingDrainsFromTheReservoirOrOnceASuggestionHasEnded() {
        var views = suggestionViews(Optional.empty());
        assertThat(views.drain(Optional.empty(), 2)).isNull();
        assertThat(views.suggestion(Samples.offer(Offer.State.REJECTED)).drain())
                .isNull();
    }

    private static SuggestionViews suggestionViews(Optional<DrainTimes.Estimate> estimate) {
        return new SuggestionViews(new FakeInventory(), (donor, nodes) -> estimate);
    }

    @Test
    void aSummaryTellsHowManyGotThereAndWhereTheOthersAre() {
        assertThat(Views.summary(List.of(
                        Samples.move(new NodeId("a"), "DRAINING"),
                        Samples.move(new NodeId("b"), "MOVED"),
                        Samples.move(new NodeId("c"), "ROLLING_BACK"),
                        Samples.move(new NodeId("d"), "DRAINING"))))
                .isEqualTo("1 of 4 moved, 2 draining, 1 rolling back");
    }

    @ParameterizedTest
    @CsvSource({
        // node-1 is Spark's: a node that was moved there can go back
        "node-1, MOVED, true",
        // node-3 is in the reservoir by now: nothing to take back
        "node-3, MOVED, false",
        "node-9, MOVED, false",
        "node-2, DRAINING, true",
        "node-2, STUCK, true",
        "node-2, UNDONE, false",
        "node-2, ROLLING_BACK, false",
        "node-2, QUARANTINED, false"
    })
    void anUndoIsOfferedWhereItWouldChangeSomething(String node, String state, boolean undoable) {
        // Given
        var operation = Samples.ended(new NodeId(node), state, Status.PARTLY_DONE);

        // Then
        assertThat(Samples.views().operation(operation).undoable()).isEqualTo(undoable);
    }

    @Test
    void aMoveShowsHowFarItIsAndWhatHoldsItUp() {
        // When
        var view = Samples.views().operation(Samples.draining());

        // Then
        assertThat(view.status()).isEqualTo("RUNNING");
        assertThat(view.summary()).isEqualTo("0 of 1 moved, 1 draining");
        assertThat(view.endedAt()).isNull();
        assertThat(view.moves()).singleElement().satisfies(move -> {
            assertThat(move.remaining()).isEqualTo(3);
            assertThat(move.etaSeconds()).isEqualTo(90);
            assertThat(move.blockers()).containsExactly("container_1 of job 5: runs to its end");
            assertThat(move.steps()).extracting(s -> s.state()).containsExactly("RUNNING", "WAITING");
        });
    }

    @Test
    void aPlanShowsWhatTheSameWorkIsOnMoreNodes() {
        // Given
        var plan = new Operations.Plan(
                new Operations.Request(
                        Optional.of(Samples.YARN), Optional.of(Samples.SPARK), 1, List.of(Samples.NODE_2), "test"),
                List.of(Samples.NODE_2),
                List.of(new Operations.Problem("floor", "YARN would have 0 nodes; its guarantee is 1.")));

        // When
        var view = Samples.views().plan(plan, null);

        // Then
        assertThat(view.nodes()).containsExactly("node-2");
        assertThat(view.problems()).containsExactly("YARN would have 0 nodes; its guarantee is 1.");
        // YARN's pressure is unknown, and it would have no node left to carry its work: no number is made up for it.
        assertThat(view.effects()).singleElement().satisfies(effect -> {
            assertThat(effect.framework()).isEqualTo("spark");
            assertThat(effect.nodesAfter()).isEqualTo(2);
            assertThat(effect.after()).isEqualTo(0.75);
        });
    }
}
