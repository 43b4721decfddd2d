package dev.sluice.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.view.StatusView;
import dev.sluice.security.SocketAccess.Opener;
import io.quarkus.websockets.next.CloseReason;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class SessionWatchTest {

    private final Set<Opener> ended = new HashSet<>();
    private final List<Opener> asked = new ArrayList<>();
    private final List<Opener> closed = new ArrayList<>();
    private final SessionWatch watch = new SessionWatch(opener -> {
        asked.add(opener);
        return Uni.createFrom().item(!ended.contains(opener));
    });

    @Test
    void allPagesOfOneSessionAreClosedWhenItEndsElsewhere() {
        // Given
        var ada = new Opener(true, "ada's");
        var viewers = List.of(page(ada), page(ada), page(new Opener(true, "bob's")));
        allRounds(viewers);
        assertThat(closed).isEmpty();

        // When
        ended.add(ada);
        allRounds(viewers);

        // Then
        assertThat(closed).containsExactly(ada, ada);
    }

    @Test
    void eachSessionIsAskedForOnceInAllRoundsAndFewInOne() {
        // Given a thousand sessions of three pages each
        var viewers = IntStream.range(0, 1000)
                .mapToObj(i -> new Opener(true, "secret-" + i))
                .flatMap(opener -> Stream.of(page(opener), page(opener), page(opener)))
                .toList();

        // When
        var most = 0;
        for (var i = 0; i < SessionWatch.ROUNDS; i++) {
            var before = asked.size();
            watch.look(viewers);
            most = Math.max(most, asked.size() - before);
        }

        // Then
        assertThat(asked).hasSize(1000).doesNotHaveDuplicates();
        assertThat(most).isLessThan(100);
    }

    @Test
    void aSecretIsNotInTheTextOfWhatOpenedASocket() {
        assertThat(new Opener(true, "slc_secret").toString()).isEqualTo("a session");
        assertThat(new Opener(false, "slc_secret").toString()).isEqualTo("a token");
    }

    private void allRounds(List<Viewer> viewers) {
        for (var i = 0; i < SessionWatch.ROUNDS; i++) {
            watch.look(viewers);
        }
    }

    private Viewer page(Opener opener) {
        var mapper = new ObjectMapper();
        return new Viewer(
                new Closing(opener), opener, "ada", true, new Feed(mapper, "e1"), new PartBoard(new NoParts(), mapper));
    }

    private static final class NoParts implements PartSource {

        @Override
        public Uni<Optional<String>> render(String name, boolean mayAct, StatusView status) {
            return Uni.createFrom().item(Optional.empty());
        }

        @Override
        public Duration pace(String name) {
            return Duration.ZERO;
        }
    }

    /** Writes down that it is closed. */
    private final class Closing implements Viewer.Line {
        private final Opener opener;

        private Closing(Opener opener) {
            this.opener = opener;
        }

        @Override
        public Uni<Void> send(String text) {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<Void> ping() {
            return Uni.createFrom().nothing();
        }

        @Override
        public Uni<Void> close(CloseReason reason) {
            assertThat(reason).isEqualTo(SessionWatch.SIGNED_OUT);
            closed.add(opener);
            return Uni.createFrom().voidItem();
        }
    }
}
