package dev.sluice.driver;

import org.jspecify.annotations.Nullable;

/**
 * The one family of failures that a driver speaks. The class is the stable code; the message is for people and names the
 * thing and the rule. Anything else that a driver throws is a bug.
 */
public abstract sealed class DriverFailure extends RuntimeException {

    private DriverFailure(String message, @Nullable Throwable cause) {
        super(message, cause);
    }

    /** Stable name for journals, metrics and API answers. */
    public abstract String code();

    /** The framework understood and said no. Repeating the same will not help. */
    public static final class Refused extends DriverFailure {
        public Refused(String message) {
            super(message, null);
        }

        @Override
        public String code() {
            return "refused";
        }
    }

    /** The framework does not know the member. */
    public static final class NotFound extends DriverFailure {
        public NotFound(String message) {
            super(message, null);
        }

        @Override
        public String code() {
            return "not-found";
        }
    }

    /** The rest of the framework cannot take the work of this member. */
    public static final class NoCapacity extends DriverFailure {
        public NoCapacity(String message) {
            super(message, null);
        }

        @Override
        public String code() {
            return "no-capacity";
        }
    }

    /** The framework did not take the call; nothing happened. Try again later. */
    public static final class Unavailable extends DriverFailure {
        public Unavailable(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public String code() {
            return "unavailable";
        }
    }

    /** The call may or may not have taken effect. Observe before repeating. */
    public static final class OutcomeUnknown extends DriverFailure {
        public OutcomeUnknown(String message, @Nullable Throwable cause) {
            super(message, cause);
        }

        @Override
        public String code() {
            return "outcome-unknown";
        }
    }

    /** This driver lacks the ability, see {@link FrameworkDriver#lacks()}. */
    public static final class Unsupported extends DriverFailure {
        public Unsupported(String message) {
            super(message, null);
        }

        @Override
        public String code() {
            return "unsupported";
        }
    }
}
