package dev.sluice.agent.node;

import dev.sluice.agent.node.Processes.Child;
import java.io.IOException;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.function.LongSupplier;

/**
 * One run of a command that is to end by itself: begun, then looked at, and ended by force when it takes too long. Never
 * waits.
 */
final class CommandRun {

    private static final long GRACE_NANOS = 5_000_000_000L;

    /** What became of it. */
    sealed interface Result {

        /** Why it is no success, for people; empty for one. */
        String failure();

        record Exited(int code) implements Result {
            @Override
            public String failure() {
                return code == 0 ? "" : "ended with exit code " + code;
            }
        }

        /** It was found again, or ended, in a way that has left no exit code. */
        record Vanished() implements Result {
            @Override
            public String failure() {
                return "ended, and nobody was there to see how";
            }
        }

        record TookTooLong(Duration limit) implements Result {
            @Override
            public String failure() {
                return "took longer than " + limit.toSeconds() + " s and was ended";
            }
        }

        record NotStarted(String why) implements Result {
            @Override
            public String failure() {
                return "cannot be started: " + why;
            }
        }
    }

    private final Optional<Child> child;
    private final String startFailure;
    private final Duration limit;
    private final LongSupplier nanos;
    private final long began;
    private final Set<Child> family = new LinkedHashSet<>();
    private boolean ending;
    private boolean tooLong;
    private long killAt;

    private CommandRun(Optional<Child> child, String startFailure, Duration limit, LongSupplier nanos) {
        this.child = child;
        this.startFailure = startFailure;
        this.limit = limit;
        this.nanos = nanos;
        this.began = nanos.getAsLong();
    }

    static CommandRun begin(Processes processes, Launch launch, Duration limit, LongSupplier nanos) {
        try {
            return new CommandRun(Optional.of(processes.start(launch)), "", limit, nanos);
        } catch (IOException e) {
            return new CommandRun(Optional.empty(), String.valueOf(e.getMessage()), limit, nanos);
        }
    }

    /** Goes on with one that an earlier agent has begun; its time begins anew. */
    static CommandRun adopt(Child child, Duration limit, LongSupplier nanos) {
        return new CommandRun(Optional.of(child), "", limit, nanos);
    }

    Optional<Child> child() {
        return child;
    }

    /** Ends it and what it has started; {@link #poll} says when that is done. */
    void end() {
        if (!ending && child.isPresent()) {
            ending = true;
            killAt = nanos.getAsLong() + GRACE_NANOS;
            family.addAll(child.get().descendants());
            child.get().signal("TERM");
            family.forEach(member -> member.signal("TERM"));
        }
    }

    /** What became of it; empty while it runs. */
    Optional<Result> poll() {
        if (child.isEmpty()) {
            return Optional.of(new Result.NotStarted(startFailure));
        }
        Child main = child.get();
        long now = nanos.getAsLong();
        if (!ending) {
            if (!main.alive()) {
                return Optional.of(exited(main));
            }
            if (now - began >= limit.toNanos()) {
                tooLong = true;
                end();
            }
            return Optional.empty();
        }
        family.addAll(main.descendants());
        family.removeIf(member -> !member.alive());
        if (!main.alive() && family.isEmpty()) {
            return Optional.of(tooLong ? new Result.TookTooLong(limit) : exited(main));
        }
        if (now - killAt >= 0) {
            main.signal("KILL");
            family.forEach(member -> member.signal("KILL"));
        }
        return Optional.empty();
    }

    /** How long it has been running, in seconds. */
    long seconds() {
        return (nanos.getAsLong() - began) / 1_000_000_000L;
    }

    private static Result exited(Child main) {
        OptionalInt code = main.exitCode();
        return code.isPresent() ? new Result.Exited(code.getAsInt()) : new Result.Vanished();
    }
}
