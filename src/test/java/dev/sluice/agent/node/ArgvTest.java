package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ArgvTest {

    @Test
    void splitsAtWhiteSpaceAndKeepsQuoted() {
        assertThat(Argv.split("  java  -cp \"a b/*\"\t-Dx=\"y z\" \"\" $HOME 'q'"))
                .containsExactly("java", "-cp", "a b/*", "-Dx=y z", "", "$HOME", "'q'");
    }

    @Test
    void refusesAnOpenQuoteAndNothing() {
        assertThatThrownBy(() -> Argv.split("a \"b")).hasMessage("every double quote must be closed");
        assertThatThrownBy(() -> Argv.split("   ")).hasMessage("must name a program");
        assertThatThrownBy(() -> Argv.split("\"\" x")).hasMessage("must name a program");
    }
}
