package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class WishStoreTest {

    private static final Wish SPARK = new Wish(Optional.of("spark"), 7);

    private final Path state;

    WishStoreTest(@TempDir Path state) {
        this.state = state;
    }

    @Test
    void remembersAcrossRestartsAndRefusesOlderEpochs() throws IOException {
        // Given
        assertThat(WishStore.open(state, Wish.NONE).current()).isEqualTo(Wish.NONE);
        assertThat(WishStore.open(state, Wish.NONE).offer(SPARK)).isEqualTo(WishStore.Outcome.ACCEPTED);

        // When
        WishStore again = WishStore.open(state, Wish.NONE);

        // Then
        assertThat(again.current()).isEqualTo(SPARK);
        assertThat(again.offer(new Wish(Optional.of("yarn"), 6))).isEqualTo(WishStore.Outcome.OUTDATED);
        assertThat(again.current()).isEqualTo(SPARK);
        assertThat(WishStore.open(state, Wish.NONE).current()).isEqualTo(SPARK);
    }

    @Test
    void takesTheSameEpochAgain() throws IOException {
        // Given
        WishStore store = WishStore.open(state, Wish.NONE);
        store.offer(SPARK);

        // When // Then: said twice, and stopped under the same claim
        assertThat(store.offer(SPARK)).isEqualTo(WishStore.Outcome.ACCEPTED);
        assertThat(store.offer(new Wish(Optional.empty(), 7))).isEqualTo(WishStore.Outcome.ACCEPTED);
        assertThat(WishStore.open(state, Wish.NONE).current()).isEqualTo(new Wish(Optional.empty(), 7));
    }

    @Test
    void aWishThatCannotBeKeptIsNotTaken() throws IOException {
        // Given
        WishStore store = WishStore.open(state.resolve("gone"), Wish.NONE);

        // When // Then
        assertThatThrownBy(() -> store.offer(SPARK)).isInstanceOf(IOException.class);
        assertThat(store.current()).isEqualTo(Wish.NONE);
    }

    @Test
    void refusesToBeginWithADamagedFile() throws IOException {
        for (String damaged : new String[] {"", "{", "{}", "{\"role\":\"spark\"}", "{\"role\":1,\"epoch\":1}", "[]"}) {
            Files.writeString(state.resolve("wish.json"), damaged);
            assertThatThrownBy(() -> WishStore.open(state, Wish.NONE))
                    .isInstanceOf(IOException.class)
                    .hasMessageContaining("wish.json is damaged");
        }
    }

    @Test
    void aHalfWrittenSuccessorDoesNotCount() throws IOException {
        // Given: what a crash in the middle of a write leaves
        WishStore.open(state, Wish.NONE).offer(SPARK);
        Files.writeString(state.resolve("wish.json.next"), "{\"ro");

        // When // Then
        assertThat(WishStore.open(state, Wish.NONE).current()).isEqualTo(SPARK);
        assertThat(WishStore.open(state, Wish.NONE).offer(new Wish(Optional.empty(), 8)))
                .isEqualTo(WishStore.Outcome.ACCEPTED);
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve("wish.json"))))
                .isEqualTo("rw-------");
    }

    @Test
    void withinOneEpochTheOrderIsThatOfTheRevisions() throws IOException {
        // Given: stopped, and then started under the same claim
        WishStore store = WishStore.open(state, Wish.NONE);
        Wish stop = new Wish(Optional.empty(), Optional.empty(), 7, 1);
        Wish start = new Wish(Optional.of("spark"), Optional.empty(), 7, 2);
        store.offer(start);

        // When // Then: what another server says late does not turn it back, also not after a restart
        assertThat(store.offer(stop)).isEqualTo(WishStore.Outcome.OUTDATED);
        assertThat(WishStore.open(state, Wish.NONE).offer(stop)).isEqualTo(WishStore.Outcome.OUTDATED);
        assertThat(store.offer(new Wish(Optional.empty(), Optional.empty(), 8, 0)))
                .isEqualTo(WishStore.Outcome.ACCEPTED);
    }
}
