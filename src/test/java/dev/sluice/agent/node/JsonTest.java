package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class JsonTest {

    @Test
    void readsEveryKindOfValue() {
        // When
        Json.Obj json = Json.readObject(
                " {\"t\":\"a\\\"\\\\\\/\\b\\f\\n\\r\\t\\u00e9ü\", \"n\":-12.5e+3, \"y\":true, \"z\":null, \"l\":[0,{},[]]} ");

        // Then
        assertThat(json.text("t")).hasValue("a\"\\/\b\f\n\r\téü");
        assertThat(json.text("z")).isEmpty();
        assertThat(json.text("absent")).isEmpty();
        assertThat(json.fields().get("n")).isEqualTo(new Json.Num("-12.5e+3"));
        assertThat(json.fields().get("y")).isEqualTo(new Json.Bool(true));
        assertThat(json.fields().get("l"))
                .isEqualTo(new Json.Arr(List.of(new Json.Num("0"), new Json.Obj(Map.of()), new Json.Arr(List.of()))));
    }

    @Test
    void keepsEveryDigitOfALong() {
        assertThat(Json.readObject("{\"e\":9223372036854775807}").whole("e")).isEqualTo(Long.MAX_VALUE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "", " ", "{", "}", "{\"a\"}", "{\"a\":}", "{\"a\":1,}", "{,}", "{a:1}", "{\"a\":1 \"b\":2}", "[1,]",
                        "[1 2]",
                "\"open", "\"tab\there\"", "\"\\x\"", "\"\\u12g4\"", "\"\\u12", "01", "1.", ".5", "+1", "-", "1e",
                        "1e+",
                "tru", "nul", "NaN", "{} {}", "{}x", "{\"a\":1,\"a\":2}", "'a'", "// c\n{}", "\u00a0{}", "\"\\u٠٠٠٠\""
            })
    void refusesWhatIsNotJson(String text) {
        assertThatThrownBy(() -> Json.read(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageMatching("JSON at character \\d+: expected .+");
    }

    @Test
    void refusesNestingThatWouldEndTheStack() {
        assertThatThrownBy(() -> Json.read("[".repeat(100_000)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("levels");
    }

    @Test
    void saysWhichFieldIsOfTheWrongKind() {
        Json.Obj json = Json.readObject("{\"role\":7,\"epoch\":\"7\",\"half\":0.5,\"big\":9223372036854775808}");
        assertThatThrownBy(() -> json.text("role")).hasMessage("field 'role' must be a text");
        assertThatThrownBy(() -> json.whole("epoch")).hasMessage("field 'epoch' must be a whole number");
        assertThatThrownBy(() -> json.whole("half")).hasMessage("field 'half' must be a whole number");
        assertThatThrownBy(() -> json.whole("big")).hasMessage("field 'big' must be a whole number");
        assertThatThrownBy(() -> json.whole("absent")).hasMessage("field 'absent' must be a whole number");
        assertThatThrownBy(() -> Json.readObject("[]")).hasMessage("a JSON object is expected");
    }

    @Test
    void writesWhatItCanReadBack() {
        // Given
        String nasty = "quote \" back \\ line \n tab \t null \0 ü 💧";

        // When
        String text = Json.write(Json.fields(
                "nasty", nasty, "none", Optional.empty(), "some", Optional.of("x"), "list", List.of(1, 2L, 1.5, true)));

        // Then
        assertThat(text).doesNotContain("\n").contains("\\u0000");
        Json.Obj back = Json.readObject(text);
        assertThat(back.text("nasty")).hasValue(nasty);
        assertThat(back.text("none")).isEmpty();
        assertThat(back.text("some")).hasValue("x");
        assertThat(text).contains("\"list\":[1,2,1.5,true]");
        assertThat(Json.write(2147483648.0)).isEqualTo("2147483648");
    }

    @Test
    void writesNothingThatIsNoJson() {
        assertThatThrownBy(() -> Json.write(Double.NaN)).hasMessageContaining("NaN");
        assertThatThrownBy(() -> Json.write(new Object())).isInstanceOf(IllegalArgumentException.class);
    }
}
