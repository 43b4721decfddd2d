package dev.sluice.suggesting;

import dev.sluice.leading.Duty;
import dev.sluice.leading.Term;
import jakarta.inject.Singleton;

/** Of several servers, the leader alone makes and withdraws suggestions. */
@Singleton
final class SuggestingDuty implements Duty {

    private final SuggestingLoop loop;

    SuggestingDuty(SuggestingLoop loop) {
        this.loop = loop;
    }

    @Override
    public void lead(Term term) {
        loop.lead();
    }

    @Override
    public void rest() {
        loop.follow();
    }

    @Override
    public void look() {
        loop.lookAgain();
    }
}
