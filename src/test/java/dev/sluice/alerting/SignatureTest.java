package dev.sluice.alerting;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Against signatures that openssl made: {@code printf '%s' BODY | openssl dgst -sha256 -hmac SECRET}. */
class SignatureTest {

    private static final byte[] SECRET = "a secret of 24 characters".getBytes(UTF_8);
    private static final byte[] BODY = "{\"version\":\"1\"}".getBytes(UTF_8);
    private static final String OF_BODY = "f21a3103e112b1ce2380de3623c5545fce5079b9e023b3798678a0520ae0f3c2";
    private static final String OF_STAMPED = "135e79f8ed2128a6da902190810d533096ce89d8dfef7f31071140622a04d7c2";
    private static final String STAMP = "1764064800";
    private static final Instant NOW = Instant.ofEpochSecond(1764064800L + 60);

    private final Signature plain = signature(Optional.empty());
    private final Signature stamped = signature(Optional.of("X-Time"));

    @Test
    void theBodyAlone() {
        assertThat(plain.holds(OF_BODY, null, BODY, NOW)).isTrue();
        assertThat(plain.holds(OF_BODY, null, "{}".getBytes(UTF_8), NOW)).isFalse();
        assertThat(plain.holds("sha256=" + OF_BODY, null, BODY, NOW)).isFalse();
        assertThat(plain.holds(null, null, BODY, NOW)).isFalse();
    }

    @Test
    void theBodyWithATime() {
        assertThat(stamped.holds(OF_STAMPED, STAMP, BODY, NOW)).isTrue();
        assertThat(stamped.holds(OF_BODY, STAMP, BODY, NOW)).isFalse();
        assertThat(stamped.holds(OF_STAMPED, "1764064801", BODY, NOW)).isFalse();
        assertThat(stamped.holds(OF_STAMPED, null, BODY, NOW)).isFalse();
        assertThat(stamped.holds(OF_STAMPED, "soon", BODY, NOW)).isFalse();
    }

    @Test
    void anOldOneIsRefused() {
        assertThat(stamped.holds(OF_STAMPED, STAMP, BODY, NOW.plus(Duration.ofMinutes(10))))
                .isFalse();
    }

    private static Signature signature(Optional<String> stampHeader) {
        return new Signature(SECRET, "X-Grafana-Alerting-Signature", stampHeader, Duration.ofMinutes(5));
    }
}
