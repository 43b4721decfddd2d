package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ServeOptionsTest {

    @Test
    void takesValuesApartOrAfterAnEqualsSign() {
        assertThat(ServeOptions.parse(List.of(
                        "serve",
                        "--port",
                        "0",
                        "--host=::1",
                        "--data",
                        "/d",
                        "--config",
                        "c.properties",
                        "--log-json")))
                .isEqualTo(new ServeOptions(
                        OptionalInt.of(0),
                        Optional.of("::1"),
                        Optional.of("/d"),
                        Optional.of(Path.of("c.properties")),
                        true));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "--port | --port needs a value.",
                "--port=-1 | --port takes a number from 0 to 65535, not \"-1\".",
                "--port=8o8o | --port takes a number from 0 to 65535, not \"8o8o\".",
                "--prot | serve knows no argument \"--prot\".",
            })
    void saysWhatIsWrong(String argument, String message) {
        assertThatThrownBy(() -> ServeOptions.parse(List.of("serve", argument)))
                .isInstanceOf(ServeOptions.Wrong.class)
                .hasMessage(message + " See: sluice serve --help");
    }

    @Test
    void anExternalDatabaseIsNamedByUrlAndUser() {
        // Given
        Map<String, String> settings = Map.of("sluice.db.url", "jdbc:postgres://u:p@h:5433/d?sslmode=require");

        // When // Then
        assertThat(DatabaseConfig.external(key -> Optional.ofNullable(settings.get(key))))
                .contains(Map.of(
                        "quarkus.datasource.reactive.url", "postgresql://h:5433/d?sslmode=require",
                        "quarkus.datasource.jdbc.url", "jdbc:postgresql://h:5433/d?sslmode=require",
                        "quarkus.datasource.username", "u",
                        "quarkus.datasource.password", "p"));
        assertThat(DatabaseConfig.external(key -> Optional.empty())).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "mysql://u@h/d, must look like",
        "postgresql://u@h, must look like",
        "postgresql://u@, must look like",
        "postgresql://h/d, SLUICE_DB_USER"
    })
    void aUrlThatCannotWorkIsRefusedWithoutItsPassword(String url, String says) {
        assertThatThrownBy(() -> DatabaseConfig.external(
                        key -> key.equals("sluice.db.url") ? Optional.of(url) : Optional.empty()))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(says)
                .hasMessageNotContaining("u@");
    }
}
