package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DriverProvider.Settings;
import dev.sluice.driver.FrameworkDriver.Capability;
import dev.sluice.driver.contract.RealTimers;
import dev.sluice.fleet.FrameworkId;
import io.vertx.mutiny.core.Vertx;
import java.net.URI;
import java.time.Clock;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class OpenStackDriverProviderTest {

    private final Vertx vertx = Vertx.vertx();
    private final OpenStackDriverProvider provider =
            new OpenStackDriverProvider(vertx, new RealTimers(vertx), Clock.systemUTC());

    @AfterEach
    void close() {
        vertx.closeAndAwait();
    }

    @Test
    void makesADriverFromTheLeastThatMustBeSaid() {
        assertThat(provider.kind()).isEqualTo("openstack");
        assertThat(provider.create(settings(Map.of())).lacks())
                .containsExactlyInAnyOrder(Capability.ESTIMATES_DRAIN, Capability.FORCES_RELEASE);
        provider.create(new Settings(
                new FrameworkId("cloud"),
                URI.create("https://keystone/v3"),
                Map.of("application-credential-id", "i", "application-credential-secret", "s")));
    }

    @Test
    void saysWhichOptionIsMissingOrWrongAndNeverASecret() {
        assertWrong(Map.of("user", ""), "options.user", "must be given");
        assertWrong(Map.of("password", ""), "options.password", "must be given");
        assertWrong(Map.of("password-file", "secret.txt"), "options.password-file", "absolute");
        assertWrong(Map.of("servers", "kill"), "'kill'", "[live, cold, leave]");
        assertWrong(Map.of("interface", "private"), "'private'", "[public, internal, admin]");
        assertWrong(Map.of("released-service", "burn"), "'burn'", "[auto, delete, keep]");
        assertWrong(Map.of("parallel-migrations", "0"), "'0'", "from 1 to 100");
        assertWrong(Map.of("pending-window", "1s"), "options.pending-window", "at least");
        assertWrong(Map.of("compute-url", "nova"), "options.compute-url", "http");
        assertWrong(Map.of("ca-file", "/no/such/ca.pem"), "options.ca-file", "may read");
        assertWrong(Map.of("passwort", "x"), "options.passwort", "not an option");
        assertThat(settings(Map.of()).toString()).doesNotContain("sesame");
    }

    private void assertWrong(Map<String, String> options, String... words) {
        assertThatThrownBy(() -> provider.create(settings(options)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContainingAll(words)
                .hasMessageNotContaining("sesame");
    }

    private static Settings settings(Map<String, String> more) {
        Map<String, String> options = new HashMap<>(Map.of("user", "u", "project", "p", "password", "open-sesame"));
        options.putAll(more);
        return new Settings(new FrameworkId("cloud"), URI.create("https://keystone:5000/v3"), options);
    }
}
