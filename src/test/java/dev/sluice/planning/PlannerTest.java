package dev.sluice.planning;

import static dev.sluice.inventory.Pictures.NOW;
import static dev.sluice.inventory.Pictures.framework;
import static dev.sluice.inventory.Pictures.id;
import static dev.sluice.inventory.Pictures.policy;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.Observation.Demand;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.FrameworkPolicy.Mode;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.inventory.Pictures;
import dev.sluice.planning.Suggestion.WhyNot;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;

class PlannerTest {

    private static final FrameworkPolicy OPEN = policy(0, 3, 100);

    private final Pictures pictures = new Pictures(NOW);

    /** Spark at 2.40 on three nodes, YARN at 0.33 on three. */
    private Pictures starving(FrameworkPolicy spark, FrameworkPolicy yarn) {
        return pictures.framework("spark", spark, 7.2, 3)
                .framework("yarn", yarn, 1, 3)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3");
    }

    @Test
    void feedsTheStarvingFromTheIdle() {
        // Given
        starving(OPEN, OPEN);
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        Suggestion suggestion = only(outcome);
        assertThat(suggestion.from()).hasValue(id("yarn"));
        assertThat(suggestion.to()).isEqualTo(id("spark"));
        assertThat(suggestion.nodes()).containsExactly(new NodeId("y1"), new NodeId("y2"));
        assertThat(suggestion.reason())
                .isEqualTo("Spark is at 2.40 (demand: 14.4 cores wanted, 6 usable) and Yarn at 0.33;"
                        + " with 2 more nodes Spark would be at 1.44 and Yarn at 1.00.");
        assertThat(suggestion.effects())
                .extracting(e -> e.nodesBefore() + ">" + e.nodesAfter())
                .containsExactly("3>1", "3>5");
        assertThat(rules(suggestion.whyNot())).containsExactly("y3 BETTER_CANDIDATE");
        assertThat(outcome.whyNot()).isEmpty();
    }

    @Test
    void keepsToTheNodesOnOffer() {
        // Given
        starving(OPEN, OPEN);
        // When
        Suggestion suggestion = only(
                new Situation(pictures).offered("yarn", "spark", "y2", "y3").plan());
        // Then
        assertThat(suggestion.nodes()).containsExactlyInAnyOrder(new NodeId("y2"), new NodeId("y3"));
    }

    @Test
    void leavesNodesOnOfferToOthers() {
        // Given
        starving(OPEN, OPEN).framework("hive", OPEN, 1, 1).nodes("hive", "h1");
        // When
        Suggestion suggestion =
                only(new Situation(pictures).offered("yarn", "hive", "y1").plan());
        // Then
        assertThat(suggestion.to()).isEqualTo(id("spark"));
        assertThat(suggestion.nodes()).doesNotContain(new NodeId("y1"));
    }

    @Test
    void keepsToTheNumberOnOfferWithinTheTolerance() {
        // Given Spark wants 45 nodes and has 40, YARN can spare any
        large(44.5);
        String[] offered = {"y1", "y2", "y3", "y4", "y6", "y7"};
        // When
        Suggestion fresh = only(new Situation(pictures).plan());
        Suggestion kept =
                only(new Situation(pictures).offered("yarn", "spark", offered).plan());
        // Then
        assertThat(fresh.nodes()).hasSize(5);
        assertThat(kept.nodes()).extracting(NodeId::value).containsExactlyInAnyOrder(offered);
    }

    @Test
    void offersAnotherNumberWhereThatMattersMore() {
        // Given Spark wants 56
        large(56);
        // When
        Suggestion suggestion = only(
                new Situation(pictures).offered("yarn", "spark", "y1", "y2").plan());
        // Then
        assertThat(suggestion.nodes()).hasSize(16).contains(new NodeId("y1"), new NodeId("y2"));
    }

    @Test
    void neverGivesMoreThanADonorCanSpareForWhatIsOnOffer() {
        // Given YARN wants 36 of its 40 nodes
        large(44.5);
        // When
        Suggestion suggestion = only(new Situation(pictures)
                .peak("yarn", OptionalDouble.of(35.5))
                .offered("yarn", "spark", "y1", "y2", "y3", "y4", "y6", "y7")
                .plan());
        // Then
        assertThat(suggestion.nodes()).hasSize(4);
    }

    private void large(double wanted) {
        FrameworkPolicy policy = policy(0, 40, 100);
        pictures.framework("spark", policy, wanted, 40).framework("yarn", policy, 10, 40);
        for (int i = 1; i <= 40; i++) {
            pictures.nodes("spark", "s" + i).nodes("yarn", "y" + i);
        }
    }

    @Test
    void keepsTheGuarantee() {
        // Given
        starving(OPEN, policy(2, 3, 100));
        // When
        Suggestion suggestion = only(new Situation(pictures).plan());
        // Then
        assertThat(suggestion.nodes()).hasSize(1);
    }

    @Test
    void staysUnderTheCap() {
        // Given
        starving(policy(0, 3, 4), OPEN);
        // When
        Suggestion suggestion = only(new Situation(pictures).plan());
        // Then
        assertThat(suggestion.nodes()).hasSize(1);
    }

    @Test
    void saysThatTheCapIsReached() {
        // Given
        starving(policy(0, 3, 3), OPEN);
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(outcome.suggestions()).isEmpty();
        assertThat(rules(outcome.whyNot())).containsExactly("spark AT_CAP", "yarn NOT_OVERLOADED");
    }

    @Test
    void saysThatTheGuaranteeHoldsItBack() {
        // Given
        starving(OPEN, policy(3, 3, 100));
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(rules(outcome.whyNot())).containsExactly("spark NO_SLACK", "yarn AT_GUARANTEE");
    }

    @Test
    void takesIdleNodesFirst() {
        // Given
        starving(OPEN, OPEN).nodes("", "free1", "free2", "free3");
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then 7.2 nodes' worth of work wants 8, so 5 more: 3 idle ones, and the 2 that YARN can spare
        assertThat(outcome.suggestions()).hasSize(2);
        assertThat(outcome.suggestions().getFirst().from()).isEmpty();
        assertThat(outcome.suggestions().getFirst().nodes()).hasSize(3);
        assertThat(outcome.suggestions().getFirst().reason())
                .isEqualTo("Spark is at 2.40 (demand: 14.4 cores wanted, 6 usable), and 3 nodes are idle;"
                        + " with them Spark would be at 1.20.");
        assertThat(outcome.suggestions().getLast().from()).hasValue(id("yarn"));
        assertThat(outcome.suggestions().getLast().nodes()).hasSize(2);
    }

    @Test
    void doesNothingWhenAllIsRight() {
        // Given
        pictures.framework("spark", OPEN, 3.2, 3)
                .framework("yarn", OPEN, 2.8, 3)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3");
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(outcome.suggestions()).isEmpty();
        assertThat(rules(outcome.whyNot())).containsExactly("spark WITHIN_TOLERANCE", "yarn WITHIN_TOLERANCE");
    }

    @Test
    void needsProofOfPressure() {
        // Given
        starving(OPEN, OPEN);
        // When
        PlanningOutcome outcome = new Situation(pictures)
                .sustained("spark", OptionalDouble.empty())
                .plan();
        // Then
        assertThat(rules(outcome.whyNot())).containsExactly("spark NOT_OVERLOADED", "yarn NOT_OVERLOADED");
    }

    @Test
    void judgesADonorByItsPeak() {
        // Given
        starving(OPEN, OPEN);
        // When
        PlanningOutcome outcome =
                new Situation(pictures).peak("yarn", OptionalDouble.of(2.9)).plan();
        // Then
        assertThat(rules(outcome.whyNot())).containsExactly("spark NO_SLACK", "yarn NO_SLACK");
    }

    @Test
    void takesNothingFromAYoungHistory() {
        // Given
        starving(OPEN, OPEN);
        // When
        PlanningOutcome outcome =
                new Situation(pictures).peak("yarn", OptionalDouble.empty()).plan();
        // Then
        assertThat(outcome.suggestions()).isEmpty();
    }

    @Test
    void planIsNeverMadeOnUnknownData() {
        // Given
        pictures.framework("spark", OPEN, 7.2, 3)
                .framework(framework("yarn", OPEN), Optional.of(Demand.NONE), NOW.minusSeconds(181))
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3");
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(rules(outcome.whyNot())).containsExactly("spark NO_SLACK", "yarn UNKNOWN_DATA");
    }

    @Test
    void thinCoverageIsUnknownToo() {
        // Given
        pictures.framework("spark", OPEN, 7.2, 3)
                .framework("yarn", OPEN, 1, 3)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2");
        pictures.node("y3", "yarn").signalsAt = NOW.minusSeconds(200);
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(rules(outcome.whyNot())).containsExactly("spark NO_SLACK", "yarn COVERAGE");
        assertThat(outcome.whyNot().getLast().sentence())
                .isEqualTo("Yarn is not known well enough:"
                        + " 2 of its 3 serving nodes have fresh signals, 95 % are needed.");
    }

    @Test
    void observedFrameworksAreLeftAlone() {
        // Given
        starving(OPEN, new FrameworkPolicy(0, 3, 100, 1, 0.75, Mode.OBSERVE));
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(rules(outcome.whyNot())).containsExactly("spark NO_SLACK", "yarn MODE_OBSERVE");
    }

    @Test
    void coolsDown() {
        // Given
        starving(OPEN, OPEN);
        // When
        PlanningOutcome outcome =
                new Situation(pictures).coolDown("spark", Duration.ofSeconds(1)).plan();
        // Then
        assertThat(outcome.suggestions()).isEmpty();
        assertThat(rules(outcome.whyNot())).contains("spark COOL_DOWN");
        assertThat(new Situation(pictures)
                        .coolDown("spark", Duration.ZERO)
                        .plan()
                        .suggestions())
                .hasSize(1);
    }

    @Test
    void automaticStepsAreSmall() {
        // Given
        FrameworkPolicy auto = new FrameworkPolicy(0, 3, 100, 1, 0.75, Mode.AUTO);
        starving(auto, auto);
        // When
        Suggestion suggestion = only(new Situation(pictures).plan());
        // Then
        assertThat(suggestion.nodes()).hasSize(1);
        assertThat(rules(suggestion.whyNot())).contains("yarn STEP_CAP");
    }

    @Test
    void countsNodesUnderWayAtBothEnds() {
        // Given y1 and y2 are on their way to Spark, one of them past the hand-over
        pictures.framework("spark", OPEN, 7.2, 3).framework("yarn", OPEN, 0.5, 3);
        pictures.nodes("spark", "s1", "s2", "s3").nodes("yarn", "y3", "y4", "y5", "y6");
        for (String[] moving : new String[][] {{"y1", "yarn"}, {"y2", "spark"}}) {
            Pictures.Spot spot = pictures.node(moving[0], moving[1]);
            spot.state = Ownership.State.MOVING;
            spot.operation = Optional.of(OperationId.of(7));
        }
        Situation situation = new Situation(pictures);
        for (String node : List.of("y1", "y2")) {
            situation.flight(new Flight(new NodeId(node), Optional.of(id("yarn")), Optional.of(id("spark"))));
        }
        // When
        Suggestion suggestion = only(situation.plan());
        // Then Spark wants 8, has 3 and 2 are coming; YARN serves with 4
        assertThat(suggestion.nodes()).hasSize(3).doesNotContain(new NodeId("y1"), new NodeId("y2"));
        assertThat(suggestion.effects())
                .extracting(e -> e.nodesBefore() + ">" + e.nodesAfter())
                .containsExactly("4>1", "5>8");
    }

    @Test
    void bringsAFrameworkUpToItsGuarantee() {
        // Given
        pictures.framework("spark", policy(2, 3, 100), 0, 1)
                .framework("yarn", OPEN, 1, 5)
                .nodes("spark", "s1")
                .nodes("yarn", "y1", "y2", "y3", "y4", "y5");
        // When
        Suggestion suggestion = only(new Situation(pictures).plan());
        // Then
        assertThat(suggestion.to()).isEqualTo(id("spark"));
        assertThat(suggestion.nodes()).hasSize(1);
        assertThat(suggestion.reason()).startsWith("Spark has 1 of its 2 guaranteed nodes and Yarn at 0.20;");
    }

    @Test
    void membersWhoseAgentsHaveYetToComeCountForTheGuarantee() {
        // Given a server that has just been started: of Spark's five workers the fleet knows none yet
        pictures.framework("spark", policy(2, 3, 100), 3, 5)
                .strangers("spark", 5)
                .framework("yarn", OPEN, 1, 5)
                .nodes("yarn", "y1", "y2", "y3", "y4", "y5");

        // When
        PlanningOutcome outcome = new Situation(pictures).plan();

        // Then
        assertThat(outcome.suggestions()).isEmpty();
    }

    @Test
    void feedsAFrameworkThatHoldsNothing() {
        // Given
        pictures.framework("spark", OPEN, 2.5, 0)
                .framework("yarn", OPEN, 1, 5)
                .nodes("yarn", "y1", "y2", "y3", "y4", "y5");
        // When
        Suggestion suggestion = only(new Situation(pictures).plan());
        // Then
        assertThat(suggestion.nodes()).hasSize(3);
        assertThat(suggestion.effects().getLast().after()).isEqualTo(1);
    }

    @Test
    void sharesWhatIsTooLittleByWeight() {
        // Given both want more than there is, and Spark deserves twice what it has
        pictures.framework("spark", policy(0, 4, 100), 8, 2)
                .framework("yarn", policy(0, 2, 100), 8, 4)
                .nodes("spark", "s1", "s2")
                .nodes("yarn", "y1", "y2", "y3", "y4");
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(outcome.scarce()).isTrue();
        assertThat(only(outcome).to()).isEqualTo(id("spark"));
        assertThat(only(outcome).nodes()).hasSize(2);
    }

    @Test
    void takesFromWhoLacksNodesTooOnlyWhatIsNeededAllTheTimeOrDeserved() {
        // Given Spark holds most, both lack nodes, and YARN has lacked them for a moment only
        pictures.framework("spark", OPEN, 9, 6)
                .framework("yarn", policy(0, 2, 100), 9, 1)
                .nodes("spark", "s1", "s2", "s3", "s4", "s5", "s6")
                .nodes("yarn", "y1");
        Situation situation = new Situation(pictures).throughout("spark", 9).throughout("yarn", 1);
        // When
        PlanningOutcome outcome = situation.plan();
        // Then YARN gets what it deserves
        assertThat(outcome.scarce()).isTrue();
        assertThat(only(outcome).nodes()).hasSize(1);
        // When it has lacked them all the time
        PlanningOutcome later = situation.throughout("yarn", 9).plan();
        // Then it gets its share of what there is
        assertThat(only(later).nodes()).hasSizeGreaterThan(1);
    }

    @Test
    void leavesAFairScarcityAsItIs() {
        // Given
        pictures.framework("spark", OPEN, 9, 3)
                .framework("yarn", OPEN, 6, 3)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3");
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(outcome.suggestions()).isEmpty();
        assertThat(rules(outcome.whyNot())).containsExactly("spark SHARE", "yarn SHARE");
    }

    @Test
    void aSmallGainIsNotWorthAMove() {
        // Given 3.4 nodes' worth on 3: one node more would relieve 0.4 of a node
        pictures.framework("spark", OPEN, 3.4, 3)
                .framework("yarn", OPEN, 1, 3)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3");
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(rules(outcome.whyNot())).containsExactly("spark GAIN", "yarn GAIN");
        assertThat(outcome.whyNot().getFirst().sentence())
                .isEqualTo("Moving 1 node from Yarn to Spark is not worth it: gain 0.40, 0.50 is needed.");
    }

    @Test
    void goesOnToTheNextDonorWhenNodesMayNotGo() {
        // Given
        pictures.framework("spark", OPEN, 5, 3)
                .framework("mesos", OPEN, 0, 2)
                .framework("yarn", OPEN, 1, 4)
                .nodes("spark", "s1", "s2", "s3")
                .nodes("yarn", "y1", "y2", "y3", "y4");
        pictures.node("m1", "mesos").roles = Optional.of(List.of("mesos"));
        pictures.node("m2", "mesos").roles = Optional.of(List.of("mesos"));
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(only(outcome).from()).hasValue(id("yarn"));
        assertThat(rules(only(outcome).whyNot()))
                .containsExactly("mesos NO_ROLE", "y3 BETTER_CANDIDATE", "y4 BETTER_CANDIDATE");
    }

    @Test
    void promisesNoNodeTwice() {
        // Given
        pictures.framework("alpha", OPEN, 4, 2)
                .framework("beta", OPEN, 4, 2)
                .framework("yarn", OPEN, 0, 6)
                .nodes("alpha", "a1", "a2")
                .nodes("beta", "b1", "b2")
                .nodes("yarn", "y1", "y2", "y3", "y4", "y5", "y6");
        // When
        PlanningOutcome outcome = new Situation(pictures).plan();
        // Then
        assertThat(outcome.suggestions()).hasSize(2);
        assertThat(outcome.suggestions().stream().flatMap(s -> s.nodes().stream()))
                .hasSize(4)
                .doesNotHaveDuplicates();
        assertThat(rules(outcome.suggestions().getFirst().whyNot())).contains("y3 MOVING", "y4 MOVING");
    }

    private static Suggestion only(PlanningOutcome outcome) {
        assertThat(outcome.suggestions()).as("%s", outcome.whyNot()).hasSize(1);
        return outcome.suggestions().getFirst();
    }

    private static List<String> rules(List<WhyNot> whyNot) {
        return whyNot.stream().map(w -> w.subject() + " " + w.rule()).toList();
    }
}
