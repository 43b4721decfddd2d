package dev.sluice.moving;

import dev.sluice.driver.DrainProgress;
import java.util.Optional;

/** What came of a step. */
sealed interface Outcome {

    /** @param epoch of the claim from here on */
    record Done(long epoch) implements Outcome {}

    /** It was begun and does not hold yet. */
    record NotYet(String note, Optional<DrainProgress> progress) implements Outcome {}

    /** As in {@link MoveEvent.Failed}. */
    record Broke(Fault fault, boolean retry, boolean doubt) implements Outcome {}

    static Outcome notYet(String note) {
        return new NotYet(note, Optional.empty());
    }

    /** Nothing happened, and trying again later may help. */
    static Outcome later(String code, String sentence) {
        return new Broke(new Fault(code, sentence), true, false);
    }

    /** Nothing happened, and trying again will not help. */
    static Outcome refused(String code, String sentence) {
        return new Broke(new Fault(code, sentence), false, false);
    }
}
