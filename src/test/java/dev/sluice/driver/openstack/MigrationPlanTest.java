package dev.sluice.driver.openstack;

import static dev.sluice.driver.openstack.Servers.HOST;
import static dev.sluice.driver.openstack.Servers.NOW;
import static dev.sluice.driver.openstack.Servers.active;
import static dev.sluice.driver.openstack.Servers.move;
import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.driver.DrainProgress.Blocker;
import dev.sluice.driver.openstack.MigrationPlan.Act;
import dev.sluice.driver.openstack.MigrationPlan.Situation;
import dev.sluice.driver.openstack.MoveMemory.Trouble;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class MigrationPlanTest {

    private static final MovePolicy LIVE = new MovePolicy(MovePolicy.Mode.LIVE, false);
    private static final MovePolicy COLD = new MovePolicy(MovePolicy.Mode.COLD, false);
    private static final MovePolicy LEAVE = new MovePolicy(MovePolicy.Mode.LEAVE, true);
    private static final MovePolicy EVACUATE = new MovePolicy(MovePolicy.Mode.LIVE, true);

    @Test
    void isDoneWhenNothingIsThere() {
        MigrationPlan plan = plan(LIVE, true, List.of(), List.of(move(1, "a", Migration.Kind.LIVE, "completed")));

        assertThat(plan.remaining()).isZero();
        assertThat(plan.acts()).isEmpty();
        assertThat(plan.blockers()).isEmpty();
    }

    static Stream<Arguments> states() {
        return Stream.of(
                Arguments.of("active", LIVE, Map.of(), new Act.Live("a")),
                Arguments.of("paused", LIVE, Map.of(), new Act.Live("a")),
                Arguments.of("stopped", LIVE, Map.of(), new Act.Cold("a")),
                Arguments.of("active", COLD, Map.of(), new Act.Cold("a")),
                Arguments.of("active", LIVE, Map.of(MovePolicy.METADATA, "cold"), new Act.Cold("a")));
    }

    @ParameterizedTest
    @MethodSource("states")
    void movesAServerInTheWayThatItsStateAllows(
            String state, MovePolicy policy, Map<String, String> metadata, Act expected) {
        Server server = Servers.of("a", state, Optional.empty(), metadata);

        assertThat(plan(policy, true, List.of(server), List.of()).acts()).containsExactly(expected);
    }

    static Stream<Arguments> stuck() {
        return Stream.of(
                Arguments.of("error", LIVE, Map.of(), "is error"),
                Arguments.of("suspended", LIVE, Map.of(), "is suspended"),
                Arguments.of("shelved", LIVE, Map.of(), "offload"),
                Arguments.of("active", LEAVE, Map.of(), "options.servers"),
                Arguments.of("active", LIVE, Map.of(MovePolicy.METADATA, "no"), "its owner"));
    }

    @ParameterizedTest
    @MethodSource("stuck")
    void namesAServerThatCannotMoveAndWhy(String state, MovePolicy policy, Map<String, String> metadata, String words) {
        Server server = Servers.of("a", state, Optional.empty(), metadata);

        MigrationPlan plan = plan(policy, true, List.of(server), List.of());

        assertThat(plan.acts()).isEmpty();
        assertThat(plan.remaining()).isEqualTo(1);
        Blocker blocker = plan.blockers().getFirst();
        assertThat(blocker.work()).isEqualTo("name-a (a)");
        assertThat(blocker.why()).contains(words);
    }

    @Test
    void startsNoMoreThanItMayTheLargestFirst() {
        // Given
        List<Server> servers = List.of(
                Servers.sized("small", 1, 512), Servers.sized("large", 4, 4096), Servers.sized("middle", 2, 1024));

        // When
        MigrationPlan plan = MigrationPlan.of(situation(true, servers, List.of(), Map.of(), 2), LIVE, NOW);

        // Then
        assertThat(plan.acts()).containsExactly(new Act.Live("large"), new Act.Live("middle"));
        assertThat(plan.remaining()).isEqualTo(3);
        assertThat(plan.blockers().getFirst())
                .isEqualTo(new Blocker("name-small (small)", "waits for its turn to move"));
    }

    @Test
    void leavesAloneWhatIsUnderWay() {
        // Given
        Server moving = Servers.of("a", "active", Optional.of("migrating"), Map.of());
        Migration move = move(1, "a", Migration.Kind.LIVE, "running").arrived(Optional.of(40));

        // When
        MigrationPlan plan = plan(LIVE, true, List.of(moving), List.of(move));

        // Then
        assertThat(plan.acts()).isEmpty();
        assertThat(plan.blockers().getFirst().why()).contains("to node-2", "40 % of its memory");
    }

    @Test
    void waitsForAMoveWhoseServerHasLeftAlready() {
        MigrationPlan plan = plan(LIVE, true, List.of(), List.of(move(1, "a", Migration.Kind.LIVE, "running")));

        assertThat(plan.remaining()).isEqualTo(1);
        assertThat(plan.blockers().getFirst().why()).contains("about to have left");
    }

    @Test
    void confirmsColdMovesButNotTheResizeOfAUser() {
        MigrationPlan plan = plan(
                LIVE,
                true,
                List.of(),
                List.of(
                        move(1, "a", Migration.Kind.COLD, "finished"),
                        move(2, "b", Migration.Kind.RESIZE, "finished")));

        assertThat(plan.acts()).containsExactly(new Act.Confirm("a"));
        assertThat(plan.remaining()).isEqualTo(2);
        assertThat(plan.blockers().getFirst())
                .isEqualTo(new Blocker("b", "was resized away; its owner has to confirm or revert that"));
    }

    @Test
    void triesAServerThatWouldNotMoveAgainOnlyWhenItIsTime() {
        // Given
        Trouble trouble = new Trouble(2, NOW.plusSeconds(20), "No valid host was found.");

        // When
        MigrationPlan plan =
                MigrationPlan.of(situation(true, List.of(active("a")), List.of(), Map.of("a", trouble), 8), LIVE, NOW);
        MigrationPlan later = MigrationPlan.of(
                situation(true, List.of(active("a")), List.of(), Map.of("a", trouble), 8), LIVE, NOW.plusSeconds(20));

        // Then
        assertThat(plan.acts()).isEmpty();
        assertThat(plan.blockers().getFirst().why())
                .isEqualTo("would not move: No valid host was found. (tried 2 times, again in 20 s)");
        assertThat(later.acts()).containsExactly(new Act.Live("a"));
    }

    @Test
    void evacuatesADeadHostOnlyWhenAllowed() {
        // Given
        List<Server> servers = List.of(active("a"));

        // Then
        assertThat(plan(LIVE, false, servers, List.of()).acts()).isEmpty();
        assertThat(plan(LIVE, false, servers, List.of()).blockers().getFirst().why())
                .contains("options.evacuate=true");
        assertThat(plan(EVACUATE, false, servers, List.of()).acts()).containsExactly(new Act.Evacuate("a", false));
    }

    @Test
    void endsALiveMoveFromADeadHostBeforeItEvacuatesButNeverAnEvacuation() {
        // Given
        Server migrating = Servers.of("a", "active", Optional.of("migrating"), Map.of());
        Server rebuilding = Servers.of("b", "active", Optional.of("rebuilding"), Map.of());

        // When
        MigrationPlan plan = plan(
                EVACUATE,
                false,
                List.of(migrating, rebuilding),
                List.of(
                        move(1, "a", Migration.Kind.LIVE, "running"),
                        move(2, "b", Migration.Kind.EVACUATION, "accepted")));

        // Then
        assertThat(plan.acts()).containsExactly(new Act.Evacuate("a", true));
        assertThat(plan.remaining()).isEqualTo(2);
    }

    private static MigrationPlan plan(MovePolicy policy, boolean up, List<Server> servers, List<Migration> migrations) {
        return MigrationPlan.of(situation(up, servers, migrations, Map.of(), 8), policy, NOW);
    }

    private static Situation situation(
            boolean up,
            List<Server> servers,
            List<Migration> migrations,
            Map<String, Trouble> troubles,
            int allowance) {
        return new Situation(HOST, up, servers, migrations, troubles, allowance);
    }
}
