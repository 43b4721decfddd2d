package dev.sluice;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import io.smallrye.config.WithParentName;
import java.io.IOException;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.Type;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/**
 * README's configuration table is what the code says: each key, its default, and its Javadoc as the operator's text.
 * {@code mvn test -Dtest=ConfigurationTableTest -Dreadme.write=true} writes it.
 */
class ConfigurationTableTest {

    private static final Path README = Path.of("README.md");
    private static final String BEGIN = "<!-- configuration: begin -->\n";
    private static final String END = "<!-- configuration: end -->";

    @Test
    void readmeListsExactlyTheKeysOfTheCode() throws IOException {
        // Given
        var table = table();
        var readme = Files.readString(README);
        if (Boolean.getBoolean("readme.write")) {
            readme = readme.replaceAll("(?s)" + BEGIN + ".*" + END, Matcher.quoteReplacement(BEGIN + table + END));
            Files.writeString(README, readme);
        }

        // When
        var shown = readme.substring(readme.indexOf(BEGIN) + BEGIN.length(), readme.indexOf(END));

        // Then
        assertThat(shown).isEqualTo(table);
    }

    @Test
    void everyKeyHasAText() throws IOException {
        assertThat(rows().values()).noneMatch(row -> row.text().isBlank());
    }

    /** One key. */
    private record Row(String fallback, String text) {}

    private static String table() throws IOException {
        return rows().entrySet().stream()
                .map(row -> "| `" + row.getKey() + "` | " + code(row.getValue().fallback()) + " | "
                        + row.getValue().text() + " |\n")
                .collect(Collectors.joining("", "| key | default | what it does |\n|---|---|---|\n", ""));
    }

    private static Map<String, Row> rows() throws IOException {
        var rows = new TreeMap<String, Row>();
        var classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("dev.sluice");
        for (JavaClass mapping : classes) {
            if (mapping.isAnnotatedWith(ConfigMapping.class)) {
                var type = mapping.reflect();
                var source =
                        Files.readString(Path.of("src/main/java", type.getName().replace('.', '/') + ".java"));
                collect(type, type.getAnnotation(ConfigMapping.class).prefix(), source, rows);
            }
        }
        return rows;
    }

    private static void collect(Class<?> group, String prefix, String source, Map<String, Row> rows) {
        for (Method key : group.getDeclaredMethods()) {
            if (key.isSynthetic() || java.lang.reflect.Modifier.isStatic(key.getModifiers()) || key.isDefault()) {
                continue;
            }
            var name = key.isAnnotationPresent(WithParentName.class) ? prefix : prefix + "." + kebab(key.getName());
            var type = key.getGenericReturnType();
            if (type instanceof ParameterizedType map && map.getRawType().equals(Map.class)) {
                var value = map.getActualTypeArguments()[1];
                if (isGroup(value)) {
                    collect((Class<?>) value, name + ".<id>", source, rows);
                } else {
                    rows.put(name + ".<key>", new Row("", text(group, key, source)));
                }
            } else if (isGroup(type)) {
                collect((Class<?>) type, name, source, rows);
            } else {
                rows.put(name, new Row(fallback(key), text(group, key, source)));
            }
        }
    }

    private static boolean isGroup(Type type) {
        return type instanceof Class<?> c && c.isInterface() && c.getName().startsWith("dev.sluice");
    }

    private static String fallback(Method key) {
        if (key.isAnnotationPresent(WithDefault.class)) {
            return key.getAnnotation(WithDefault.class).value();
        }
        var optional = List.of(Optional.class, OptionalInt.class).contains(key.getReturnType());
        return optional ? "" : "required";
    }

    /** The Javadoc right before the method, inside the source of its group. */
    private static String text(Class<?> group, Method key, String source) {
        var start = group.getEnclosingClass() == null ? 0 : source.indexOf("interface " + group.getSimpleName() + " ");
        var method = Pattern.compile(
                        "/\\*\\*((?:(?!\\*/).)*)\\*/\\s*(?:@[^\\n]*\\s+)*[\\w.<>, ]+ " + key.getName() + "\\(\\)",
                        Pattern.DOTALL)
                .matcher(source);
        if (!method.find(start)) {
            return "";
        }
        return Arrays.stream(method.group(1).split("\n", -1))
                .map(line -> line.replaceFirst("^\\s*\\*? ?", "").strip())
                .collect(Collectors.joining(" "))
                .replaceAll("\\{@code\\s+([^}]*)}", "`$1`")
                .replaceAll("<p>", "")
                .replaceAll("\\s+", " ")
                .replace("|", "\\|")
                .strip();
    }

    private static String code(String value) {
        return value.isEmpty() ? "" : value.equals("required") ? value : "`" + value + "`";
    }

    private static String kebab(String name) {
        return name.replaceAll("([A-Z])", "-$1").toLowerCase(java.util.Locale.ROOT);
    }
}
