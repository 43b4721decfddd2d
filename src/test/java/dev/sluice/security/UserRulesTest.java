package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.api.ApiProblem;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UserRulesTest {

    @ParameterizedTest
    @ValueSource(strings = {"ada", "ada.lovelace", "a@b.example", "7of9"})
    void takesNames(String name) {
        assertThat(UserRules.name(name)).isEqualTo(name);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Ada", "-ada", "a b", "agent:node-1", "local", "metrics", "sluice", "ada\n"})
    void refusesNames(String name) {
        assertThatThrownBy(() -> UserRules.name(name)).isInstanceOf(ApiProblem.class);
    }

    @ParameterizedTest
    @CsvSource({
        "elevenchars, has 11 characters",
        "aaaaaaaaaaaaaaaaaaaa, fewer than 6 different",
        "my name is Ada indeed, holds the user's name",
        "Password12345678, holds the user's name",
        "'', is missing"
    })
    void refusesWeakPasswordsAndSaysWhy(String password, String why) {
        assertThatThrownBy(() -> UserRules.password("ada", password))
                .isInstanceOf(ApiProblem.class)
                .hasMessageContaining(why)
                .hasMessageContaining("12 to 128");
    }

    @ParameterizedTest
    @ValueSource(strings = {"correct horse battery", "ünïcödé wörds", "🐎🔋📎🐎🔋📎🌊🌋🗻🧭🧮🧯"})
    void takesGoodOnes(String password) {
        assertThat(UserRules.password("ada", password)).isEqualTo(password);
    }
}
