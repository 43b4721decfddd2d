package dev.sluice.dashboard.live;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class InterestTest {

    private final ObjectMapper mapper = new ObjectMapper();

    @Test
    void readsWhatThePageSays() throws Interest.Malformed {
        // When
        var interest = Interest.parse(
                mapper,
                "{\"kind\":\"watch\",\"epoch\":\"e1\",\"offset\":7,\"signal\":\"memory\",\"parts\":{\"answer\":\"3f\"}}");

        // Then
        assertThat(interest).contains(new Interest("e1", 7, CellSignal.MEMORY, Map.of("answer", "3f")));
    }

    @Test
    void takesASignalThatItDoesNotKnowForNone() throws Interest.Malformed {
        assertThat(Interest.parse(mapper, "{\"kind\":\"watch\",\"signal\":\"smell\"}"))
                .contains(new Interest("", 0, null, Map.of()));
    }

    @Test
    void ignoresAKindThatItDoesNotKnow() throws Interest.Malformed {
        assertThat(Interest.parse(mapper, "{\"kind\":\"wave\"}")).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[", "null", "7", "[]", "{}", "{\"kind\":7}"})
    void refusesWhatIsNoMessage(String text) {
        assertThatThrownBy(() -> Interest.parse(mapper, text)).isInstanceOf(Interest.Malformed.class);
    }

    @Test
    void refusesMorePartsThanAPageHas() {
        // Given
        var parts = IntStream.rangeClosed(0, Interest.PARTS)
                .mapToObj(i -> "\"p" + i + "\":\"\"")
                .collect(Collectors.joining(","));

        // Then
        assertThatThrownBy(() -> Interest.parse(mapper, "{\"kind\":\"watch\",\"parts\":{" + parts + "}}"))
                .hasMessage("a page may track 40 parts, this one asks for 41");
    }
}
