package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PasswordHashTest {

    @Test
    void aPasswordMatchesItsHashAndNoOtherDoes() {
        // Given
        var hash = PasswordHash.make("correct horse battery");

        // Then
        assertThat(hash).startsWith("$argon2id$v=19$m=19456,t=2,p=1$").doesNotContain("horse");
        assertThat(PasswordHash.matches("correct horse battery", hash)).isTrue();
        assertThat(PasswordHash.matches("correct horse batterz", hash)).isFalse();
        assertThat(PasswordHash.make("correct horse battery")).as("salted").isNotEqualTo(hash);
    }

    @Test
    void aHashCarriesItsOwnFigures() {
        // Given
        var hash = PasswordHash.make("correct horse battery");

        // Then
        assertThat(PasswordHash.matches("correct horse battery", hash.replace("t=2", "t=3")))
                .isFalse();
    }

    @Test
    void theSamePasswordOnAnotherKeyboardMatches() {
        assertThat(PasswordHash.matches("cafe\u0301 by the river", PasswordHash.make("caf\u00e9 by the river")))
                .isTrue();
    }

    @Test
    void whatIsNoHashMatchesNothing() {
        for (var hash : new String[] {"", "password", "$argon2id$v=19$m=19456,t=2,p=1$x$y", "$2a$10$abc"}) {
            assertThat(PasswordHash.matches("password", hash)).isFalse();
        }
    }
}
