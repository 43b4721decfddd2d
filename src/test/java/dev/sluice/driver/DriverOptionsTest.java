package dev.sluice.driver;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.FrameworkId;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

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

    private enum Colour {
        RED,
        GREEN
    }

    @Test
    void readsNumbersChoicesAddressesAndFiles(@TempDir Path dir) throws IOException {
        // Given
        Path file = Files.writeString(dir.resolve("x"), "x");
        DriverOptions options = options(
                "http://m",
                Map.of("a", "7", "b", "green", "c", "https://nova/v2.1/", "d", file.toString(), "e", "text"));

        // Then
        assertThat(options.number("a", 1, 1, 9)).isEqualTo(7);
        assertThat(options.number("f", 3, 1, 9)).isEqualTo(3);
        assertThat(options.choice("b", Colour.RED)).isEqualTo(Colour.GREEN);
        assertThat(options.choice("f", Colour.RED)).isEqualTo(Colour.RED);
        assertThat(options.url("c")).contains("https://nova/v2.1");
        assertThat(options.url("f")).isEmpty();
        assertThat(options.readableFile("d")).isEqualTo(file);
        assertThat(options.needed("e")).isEqualTo("text");
        assertWrong(() -> options.number("a", 1, 1, 6), "options.a", "'7'", "from 1 to 6");
        assertWrong(() -> options.number("b", 1, 1, 6), "'green'", "whole number");
        assertWrong(() -> options.choice("a", Colour.RED), "'7'", "[red, green]");
        assertWrong(() -> options.url("b"), "options.b", "'green'", "http");
        assertWrong(() -> options("http://m", Map.of("c", "a b")).url("c"), "'a b'", "http");
        assertWrong(() -> options("http://m", Map.of("d", "/no/such/file")).readableFile("d"), "may read");
        assertWrong(() -> options.needed("f"), "options.f", "given");
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
