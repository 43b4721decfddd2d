package dev.sluice.moving;

import java.time.Duration;

/** The documented defaults, as a record. */
record TestConfig(int first, Duration callLimit) implements MovingConfig {

    static final TestConfig DEFAULTS = new TestConfig(2);

    TestConfig(int first) {
        this(first, Duration.ofSeconds(60));
    }

    @Override
    public Duration pollPeriod() {
        return Duration.ofSeconds(1);
    }

    @Override
    public Parallelism parallelism() {
        return new Parallelism() {
            @Override
            public int first() {
                return first;
            }

            @Override
            public int most() {
                return Math.max(first, 8);
            }
        };
    }

    @Override
    public BackOff backOff() {
        return new BackOff() {
            @Override
            public Duration first() {
                return Duration.ofSeconds(1);
            }

            @Override
            public Duration most() {
                return Duration.ofSeconds(30);
            }
        };
    }

    @Override
    public Deadline deadline() {
        return new Deadline() {
            @Override
            public Duration check() {
                return Duration.ofMinutes(2);
            }

            @Override
            public Duration drain() {
                return Duration.ofHours(1);
            }

            @Override
            public Duration release() {
                return Duration.ofMinutes(2);
            }

            @Override
            public Duration prepare() {
                return Duration.ofMinutes(30);
            }

            @Override
            public Duration join() {
                return Duration.ofMinutes(30);
            }

            @Override
            public Duration verify() {
                return Duration.ofMinutes(2);
            }

            @Override
            public Duration rollback() {
                return Duration.ofMinutes(10);
            }
        };
    }
}
