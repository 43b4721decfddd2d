package dev.sluice.lab;

import java.time.Duration;

/** Waiting between two looks at a real process. */
final class Pauses {

    private Pauses() {}

    /** Returns early when the thread is interrupted, with the flag set. */
    static void pause(Duration time) {
        try {
            Thread.sleep(time);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new LabException("The lab was interrupted.", e);
        }
    }
}
