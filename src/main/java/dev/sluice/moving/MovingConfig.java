package dev.sluice.moving;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** How moves are paced and how long each of their states may take. */
@ConfigMapping(prefix = "sluice.moving")
public interface MovingConfig {

    /** How often a framework is asked again while a move waits for it. */
    @WithDefault("1s")
    Duration pollPeriod();

    /** How long one call to a framework may go unanswered before its outcome counts as unknown. */
    @WithDefault("60s")
    Duration callLimit();

    /** How many nodes of one framework may be under way at once, given and taken together. */
    Parallelism parallelism();

    /** Pauses before a failed step is tried again. */
    BackOff backOff();

    /** How long each state of a move may take. */
    Deadline deadline();

    /** One more after each round of moves that went well, half after a failure. */
    interface Parallelism {

        /** So many nodes of one framework may be under way at once to begin with, given and taken together. */
        @WithDefault("2")
        int first();

        /** At most, after enough moves went well; it grows by one with each round of them, and a failure halves it. */
        @WithDefault("8")
        int most();
    }

    /** Pauses between attempts; each is twice the one before. */
    interface BackOff {

        /** Before the second attempt. */
        @WithDefault("1s")
        Duration first();

        /** At most. */
        @WithDefault("30s")
        Duration most();
    }

    /** How long each state may take before the move gives that way up. */
    interface Deadline {

        /** For both ends to be able to give and take, once it is the node's turn. */
        @WithDefault("2m")
        Duration check();

        /** For the node to become empty. */
        @WithDefault("1h")
        Duration drain();

        /** For the donor to let go, and then for the worker to be stopped and gone. */
        @WithDefault("2m")
        Duration release();

        /** For the node's own prepare recipe. */
        @WithDefault("30m")
        Duration prepare();

        /** For the new owner to accept the node and its worker to run. */
        @WithDefault("30m")
        Duration join();

        /** For the new owner to say that the node serves. */
        @WithDefault("2m")
        Duration verify();

        /** For a node to be back at its donor, where a restart has to wait for running work as long as a drain may take. */
        @WithDefault("10m")
        Duration rollback();

        /** The limit that applies to {@code state}. */
        default Duration of(MoveState.Running state) {
            return switch (state) {
                case MoveState.Reserved s -> check();
                case MoveState.Draining s -> drain();
                case MoveState.Drained s -> release();
                case MoveState.Released s -> s.forceable() ? drain() : release();
                case MoveState.Preparing s -> prepare();
                case MoveState.Joining s -> join();
                case MoveState.Verifying s -> verify();
                case MoveState.RollingBack s -> s.stage().due() == MoveStep.EMPTY ? drain() : rollback();
            };
        }
    }
}
