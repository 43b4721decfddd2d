package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

class SignInLimitsTest {

    private static final Instant NOW = Instant.parse("2026-01-05T08:00:00Z");

    private final SignInLimits limits = new SignInLimits();

    @Test
    void aNameFromOneAddressIsStoppedAndFromAnotherIsNot() {
        // Given
        tries(SignInLimits.PER_PAIR, "ada", "192.0.2.1");

        // Then
        assertThat(limits.begin("ada", "192.0.2.1", NOW.plusSeconds(60))).contains(Duration.ofMinutes(14));
        assertThat(limits.begin("bob", "192.0.2.1", NOW)).isEmpty();
        assertThat(limits.begin("ada", "192.0.2.2", NOW)).isEmpty();
        assertThat(limits.begin("ada", "192.0.2.1", NOW.plus(SignInLimits.WINDOW)))
                .isEmpty();
    }

    @Test
    void manyNamesFromOneAddressAreStopped() {
        for (var n = 0; n < SignInLimits.PER_ADDRESS; n++) {
            assertThat(limits.begin("user" + n, "192.0.2.1", NOW)).isEmpty();
        }
        assertThat(limits.begin("another", "192.0.2.1", NOW)).isPresent();
    }

    @Test
    void oneNameFromManyAddressesIsStopped() {
        for (var n = 0; n < SignInLimits.PER_NAME; n++) {
            assertThat(limits.begin("ada", "192.0.2." + n, NOW)).isEmpty();
        }
        assertThat(limits.begin("ada", "198.51.100.1", NOW)).isPresent();
    }

    @Test
    void aRightPasswordIsNoGuess() {
        for (var n = 0; n < 100; n++) {
            assertThat(limits.begin("ada", "192.0.2.1", NOW)).isEmpty();
            limits.succeeded("ada", "192.0.2.1", NOW);
        }
    }

    @Test
    void aHouseholdHasOneIpv6Network() {
        assertThat(SignInLimits.network("2001:db8:1:2::1")).isEqualTo(SignInLimits.network("2001:db8:1:2:ffff::9"));
        assertThat(SignInLimits.network("2001:db8:1:2::1")).isNotEqualTo(SignInLimits.network("2001:db8:1:3::1"));
        assertThat(SignInLimits.network("::ffff:192.0.2.1")).isNotEqualTo(SignInLimits.network("::ffff:192.0.2.2"));
    }

    @Test
    void aFloodOfNamesTakesNoMoreMemoryThanItMay() {
        for (var n = 0; n < 3 * SignInLimits.REMEMBERED; n++) {
            limits.begin("user" + n, "10." + (n >> 16) + "." + ((n >> 8) & 255) + "." + (n & 255), NOW);
        }
        assertThat(limits.remembered()).isEqualTo(SignInLimits.REMEMBERED);
    }

    private void tries(int times, String name, String address) {
        for (var n = 0; n < times; n++) {
            assertThat(limits.begin(name, address, NOW)).isEmpty();
        }
    }
}
