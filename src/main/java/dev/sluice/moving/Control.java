package dev.sluice.moving;

import java.time.Duration;
import java.util.Optional;

/**
 * What a person may want of a move.
 *
 * @param by how much longer it is to wait; present exactly for {@link Kind#WAIT}, above 0
 */
public record Control(Kind kind, Optional<Duration> by) {

    /** The five controls. */
    public enum Kind {
        /** What has not begun stays where it is. */
        CANCEL,
        /** What has begun goes back; what has arrived goes back as a new move. */
        UNDO,
        /** A stuck move tries again, with a new deadline. */
        RETRY,
        /** The work that holds up a drain is ended. */
        FORCE,
        /** The deadline is put off; a stuck move tries again until then. */
        WAIT
    }

    public static final Control CANCEL = new Control(Kind.CANCEL, Optional.empty());
    public static final Control UNDO = new Control(Kind.UNDO, Optional.empty());
    public static final Control RETRY = new Control(Kind.RETRY, Optional.empty());
    public static final Control FORCE = new Control(Kind.FORCE, Optional.empty());

    public Control {
        if ((kind == Kind.WAIT) != by.isPresent()) {
            throw new IllegalArgumentException("control " + kind + ": a duration is given exactly for WAIT");
        }
        if (by.filter(d -> d.compareTo(Duration.ofSeconds(1)) < 0).isPresent()) {
            throw new IllegalArgumentException("control WAIT: the duration must be 1 s or more, got " + by.get());
        }
    }

    public static Control longer(Duration by) {
        return new Control(Kind.WAIT, Optional.of(by));
    }
}
