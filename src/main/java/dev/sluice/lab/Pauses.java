package dev.sluice.lab;

import java.time.Duration;
import java.time.Instant;
import java.util.function.BooleanSupplier;

/** Waiting between two looks at a real process. */
final class Pauses {

    private Pauses() {}

    /** Asks about five times a second, at most for {@code patience}, whether {@code condition} holds; one that fails does not. */
    static boolean until(Duration patience, BooleanSupplier condition) {
        Instant giveUp = Instant.now().plus(patience);
        while (!holds(condition)) {
            if (Instant.now().isAfter(giveUp)) {
                return false;
            }
            pause(Duration.ofMillis(200));
        }
        return true;
    }

    static boolean holds(BooleanSupplier condition) {
        try {
            return condition.getAsBoolean();
        } catch (RuntimeException notYet) {
            if (Thread.currentThread().isInterrupted()) {
                throw notYet;
            }
            return false;
        }
    }

    /** Fails when the thread is interrupted, with the flag still set. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("The lab was interrupted.", e);
        }
    }
}
