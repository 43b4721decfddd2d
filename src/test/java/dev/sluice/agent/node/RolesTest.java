package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import dev.sluice.agent.node.Worker.Condition;
import dev.sluice.agent.node.Worker.State;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

class RolesTest {

    private static final class ScriptedWorker implements Worker {
        State state = State.STOPPED;
        State nextWhenWanted = State.RUNNING;
        State nextWhenNot = State.STOPPED;

        @Override
        public Condition step(Aim aim, long epoch) {
            state = aim == Aim.RUN ? nextWhenWanted : nextWhenNot;
            return new Condition(state, "scripted");
        }

        @Override
        public OptionalLong root() {
            return state == State.RUNNING ? OptionalLong.of(7) : OptionalLong.empty();
        }
    }

    private final ScriptedWorker spark = new ScriptedWorker();
    private final ScriptedWorker yarn = new ScriptedWorker();
    private final Roles roles = new Roles(Map.of("spark", spark, "yarn", yarn));

    @Test
    void startsTheNextOnlyWhenTheLastHasStopped() {
        // Given
        roles.step(new Wish(Optional.of("spark"), 1));
        spark.nextWhenNot = State.STOPPING;

        // When
        Roles.Actual leaving = roles.step(new Wish(Optional.of("yarn"), 2));

        // Then
        assertThat(leaving)
                .isEqualTo(new Roles.Actual(Optional.of("spark"), State.STOPPING, 2, "scripted", Optional.empty()));
        assertThat(yarn.state).isEqualTo(State.STOPPED);
        spark.nextWhenNot = State.STOPPED;
        assertThat(roles.step(new Wish(Optional.of("yarn"), 2)))
                .isEqualTo(new Roles.Actual(Optional.of("yarn"), State.RUNNING, 2, "scripted", Optional.empty()));
        assertThat(roles.root()).hasValue(7);
    }

    @Test
    void noWishIsAProofThatNothingRuns() {
        assertThat(roles.step(new Wish(Optional.empty(), 3)))
                .isEqualTo(new Roles.Actual(
                        Optional.empty(), State.STOPPED, 3, "no process of any role lives", Optional.empty()));
    }

    @Test
    void aRoleThatItsFileDoesNotHaveIsRefusedAfterTheOthersHaveStopped() {
        // Given
        roles.step(new Wish(Optional.of("spark"), 1));

        // When
        Roles.Actual actual = roles.step(new Wish(Optional.of("nova"), 2));

        // Then
        assertThat(actual.role()).isEmpty();
        assertThat(actual.state()).isEqualTo(State.FAILED);
        assertThat(actual.proof()).contains("no role 'nova'", "spark", "yarn");
        assertThat(spark.state).isEqualTo(State.STOPPED);
    }

    @Test
    void getsReadyForARoleWithoutStartingIt() {
        // Given
        roles.step(new Wish(Optional.of("spark"), 1));
        Wish ready = new Wish(Optional.empty(), Optional.of("yarn"), 2, 5);
        spark.nextWhenNot = State.STOPPING;

        // When // Then
        assertThat(roles.step(ready).prepared()).isEmpty();
        spark.nextWhenNot = State.STOPPED;
        Roles.Actual actual = roles.step(ready);
        assertThat(actual.prepared()).hasValue("yarn");
        assertThat(actual.role()).isEmpty();
        assertThat(actual.state()).isEqualTo(State.STOPPED);
        assertThat(yarn.state).isEqualTo(State.STOPPED);
        assertThat(roles.step(new Wish(Optional.empty(), Optional.of("nova"), 3, 0))
                        .state())
                .isEqualTo(State.FAILED);
    }
}
