package dev.sluice.agent.node;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** Growing pauses between attempts: 1 s, 2 s, 4 s, … up to a cap. */
final class Backoff {

    private static final Duration FIRST = Duration.ofSeconds(1);

    private final Duration longest;
    private int failures;

    Backoff(Duration longest) {
        this.longest = longest;
    }

    /** Notes one more failure and says how long to pause for it. */
    Duration fail() {
        failures++;
        Duration grown = FIRST.multipliedBy(1L << Math.min(failures - 1, 20));
        return grown.compareTo(longest) < 0 ? grown : longest;
    }

    /**
     * Notes one more failure and says how long to pause: anything up to the grown pause, so that a thousand agents do not
     * come back at once ("full jitter").
     *
     * @see <a href="https://aws.amazon.com/blogs/architecture/exponential-backoff-and-jitter/">Exponential backoff and
     *     jitter</a>
     */
    Duration failWithJitter(RandomGenerator random) {
        long most = fail().toMillis();
        return Duration.ofMillis(100 + random.nextLong(most));
    }

    void succeed() {
        failures = 0;
    }

    int failures() {
        return failures;
    }
}
