package dev.sluice.moving;

import dev.sluice.time.ManualTimers;
import dev.sluice.time.Timers;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** One life of a server process: its timers run while it lives, stand while it is frozen, and end with it. */
final class SimLife implements Timers {

    private final String name;
    private final ManualTimers timers;
    private final Clock clock;
    private final List<Handle> periodic = new ArrayList<>();
    private Instant frozenUntil = Instant.MIN;
    private boolean dead;

    /** @param skew of its clock against the true time */
    SimLife(String name, ManualTimers timers, Duration skew) {
        this.name = name;
        this.timers = timers;
        this.clock = Clock.offset(timers.clock(), skew);
    }

    Clock clock() {
        return clock;
    }

    boolean dead() {
        return dead;
    }

    /** SIGKILL: nothing of it runs any more. */
    void die() {
        dead = true;
        periodic.forEach(Handle::cancel);
    }

    /** It stands still and then goes on as if nothing had been. */
    void freeze(Duration how) {
        frozenUntil = timers.now().plus(how);
    }

    /** Runs a task of this process as soon as it can: now, when it has thawed, or never. */
    void run(Runnable task) {
        if (dead) {
            return;
        }
        if (timers.now().isBefore(frozenUntil)) {
            timers.after(Duration.between(timers.now(), frozenUntil), () -> run(task));
        } else {
            task.run();
        }
    }

    @Override
    public Handle after(Duration delay, Runnable task) {
        return timers.after(delay, () -> run(task));
    }

    @Override
    public Handle every(Duration period, Runnable task) {
        Handle handle = timers.every(period, () -> {
            // What falls due while it stands still is not made up for.
            if (!timers.now().isBefore(frozenUntil)) {
                run(task);
            }
        });
        periodic.add(handle);
        return handle;
    }

    @Override
    public String toString() {
        return name;
    }
}
