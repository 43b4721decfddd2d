package dev.sluice.agent.node;

import java.util.OptionalLong;

/**
 * A worker whose node is prepared before its first start under each claim.
 *
 * <p>A worker that already runs when a claim begins needs no preparation, and gets none later under that claim: what it has
 * done meanwhile must not be wiped because it was started again.
 */
final class PreparedWorker implements Worker {

    private final Worker worker;
    private final Preparation preparation;

    PreparedWorker(Worker worker, Preparation preparation) {
        this.worker = worker;
        this.preparation = preparation;
    }

    @Override
    public OptionalLong root() {
        return worker.root();
    }

    @Override
    public Condition step(Aim aim, long epoch) {
        if (aim == Aim.STOP && !preparation.halted()) {
            return new Condition(State.STOPPING, "its prepare recipe is being ended");
        }
        if (aim != Aim.RUN || preparation.isDone(epoch)) {
            return worker.step(aim, epoch);
        }
        Condition now = worker.step(Aim.HOLD, epoch);
        return switch (now.state()) {
            case STOPPED -> preparation.step(epoch);
            case RUNNING -> {
                preparation.leaveOut(epoch);
                yield worker.step(Aim.RUN, epoch);
            }
            case STARTING, STOPPING, FAILED -> now;
        };
    }

    @Override
    public Condition prepare(long epoch) {
        Condition now = worker.step(Aim.STOP, epoch);
        if (now.state() != State.STOPPED) {
            return now;
        }
        return preparation.isDone(epoch)
                ? new Condition(State.STOPPED, "stopped and prepared")
                : preparation.step(epoch);
    }
}
