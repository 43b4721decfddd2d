package dev.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.FrameworkId;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

class DriverOptionsTest {

    @Test
    void readsWhatIsRight() {
        // Given
        DriverOptions options =
                options("http://master:8080/", Map.of("a", "500ms", "b", "host:80", "c", "/x", "d", "2d"));

        // Then
        assertThat(options.url()).isEqualTo("http://master:8080");
        assertThat(options.duration("a", Duration.ZERO, Duration.ZERO)).isEqualTo(Duration.ofMillis(500));
        assertThat(options.duration("d", Duration.ZERO, Duration.ZERO)).isEqualTo(Duration.ofDays(2));
        assertThat(options.duration("e", Duration.ofSeconds(3), Duration.ZERO)).isEqualTo(Duration.ofSeconds(3));
        assertThat(options.hostPort("b")).hasToString("host:80");
        assertThat(options.file("c")).hasToString("/x");
        assertThat(options.flag("f", true)).isTrue();
        assertThat(options.timeLimit()).isEqualTo(Duration.ofSeconds(10));
    }

    @Test
    void saysKeyValueAndRuleOfWhatIsWrong() {
        assertWrong(
                () -> options("http://m", Map.of("typo", "1")),
                "options.typo",
                "'1'",
                "[a, b, c, d, e, f, time-limit]");
        assertWrong(() -> options("master:8080", Map.of()).url(), "sluice.frameworks.f1.url", "'master:8080'", "http");
        assertWrong(() -> options("http://m", Map.of("a", "soon")).duration("a", Duration.ZERO, Duration.ZERO), "soon");
        assertWrong(
                () -> options("http://m", Map.of("a", "1s")).duration("a", Duration.ZERO, Duration.ofSeconds(2)),
                "least");
        assertWrong(() -> options("http://m", Map.of("b", "host")).hostPort("b"), "'host'", "host:port");
        assertWrong(() -> options("http://m", Map.of("b", "host:99999")).hostPort("b"), "65535");
        assertWrong(() -> options("http://m", Map.of()).hostPort("b"), "options.b", "given");
        assertWrong(() -> options("http://m", Map.of("c", "x")).file("c"), "'x'", "absolute");
        assertWrong(() -> options("http://m", Map.of()).file("c"), "given");
        assertWrong(() -> options("http://m", Map.of("f", "yes")).flag("f", true), "'yes'", "true or false");
        assertWrong(() -> options("http://m", Map.of("time-limit", "1m")).timeLimit(), "PT1M", "PT30S");
    }

    private static void assertWrong(ThrowingCallable call, String... words) {
        assertThatThrownBy(call).isInstanceOf(IllegalArgumentException.class).hasMessageContainingAll(words);
    }

    private static DriverOptions options(String url, Map<String, String> options) {
        return new DriverOptions(
                new DriverProvider.Settings(new FrameworkId("f1"), URI.create(url), options),
                Set.of("a", "b", "c", "d", "e", "f", DriverOptions.TIME_LIMIT));
    }
}
