package dev.sluice.agent.node;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * JSON (RFC 8259) as plain values, as much as the channel needs: the agent may not bring a library.
 *
 * <p>{@link #read} is strict: no comments, no trailing text, no key twice, at most {@value JsonReader#MAX_DEPTH} levels.
 */
sealed interface Json {

    /** An object, its fields in the order of the text. */
    record Obj(Map<String, Json> fields) implements Json {

        /** The text of a field; empty when it is absent or null. */
        Optional<String> text(String name) {
            return switch (fields.getOrDefault(name, Null.NULL)) {
                case Str s -> Optional.of(s.value());
                case Null n -> Optional.empty();
                case Obj o -> throw wrong(name, "a text");
                case Arr a -> throw wrong(name, "a text");
                case Num n -> throw wrong(name, "a text");
                case Bool b -> throw wrong(name, "a text");
            };
        }

        /** The whole number of a field that must be there. */
        long whole(String name) {
            if (fields.get(name) instanceof Num number) {
                try {
                    return Long.parseLong(number.literal());
                } catch (NumberFormatException e) {
                    throw wrong(name, "a whole number");
                }
            }
            throw wrong(name, "a whole number");
        }

        /** The whole number of a field; {@code ifAbsent} when it is not there. */
        long wholeOr(String name, long ifAbsent) {
            return fields.containsKey(name) ? whole(name) : ifAbsent;
        }

        private static IllegalArgumentException wrong(String name, String rule) {
            return new IllegalArgumentException("field '" + name + "' must be " + rule);
        }
    }

    /** An array. */
    record Arr(List<Json> items) implements Json {}

    /** A string, unescaped. */
    record Str(String value) implements Json {}

    /** A number as it was written, so that no digit of a long is lost. */
    record Num(String literal) implements Json {}

    /** true or false. */
    record Bool(boolean value) implements Json {}

    /** null. */
    enum Null implements Json {
        NULL
    }

    /**
     * Reads one JSON text.
     *
     * @throws IllegalArgumentException naming the character at which it stops being JSON
     */
    static Json read(String text) {
        return new JsonReader(text).read();
    }

    /** Reads one JSON text that must be an object. */
    static Obj readObject(String text) {
        if (read(text) instanceof Obj object) {
            return object;
        }
        throw new IllegalArgumentException("a JSON object is expected");
    }

    /** A map for {@link #write} from names and values in turn, in this order. */
    static Map<String, @Nullable Object> fields(@Nullable Object... namesAndValues) {
        Map<String, @Nullable Object> fields = new LinkedHashMap<>();
        for (int i = 0; i < namesAndValues.length; i += 2) {
            fields.put(String.valueOf(namesAndValues[i]), namesAndValues[i + 1]);
        }
        return fields;
    }

    /** Writes maps, lists, texts, numbers, booleans, optionals and null; anything else is a mistake of the caller. */
    static String write(@Nullable Object value) {
        StringBuilder out = new StringBuilder();
        JsonWriter.write(value, out);
        return out.toString();
    }
}
