package dev.sluice.driver.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.yarn.ExcludeFile.Entry;
import dev.sluice.fleet.OperationId;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ExcludeFileTest {

    private static final Entry ENTRY = new Entry(
            "n3", new DrainMark(OperationId.of(7), 12), 2048, 2, Instant.parse("2026-01-01T00:00:00Z"), false);

    private final Path dir;

    ExcludeFileTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void aMissingFileExcludesNobodyAndIsMade() throws IOException {
        // Given
        Path path = dir.resolve("exclude.xml");
        ExcludeFile file = new ExcludeFile(path);

        // Then
        assertThat(file.read().ours()).isEmpty();
        assertThat(file.read().foreign()).isEmpty();

        // When
        put(file, ENTRY.excluded(true));

        // Then
        assertThat(path).hasContent("""
                <?xml version="1.0"?>
                <hosts>
                  <!-- sluice:op-7@12 host=n3 memory=2048 vcores=2 cordoned=2026-01-01T00:00:00Z --><host><name>n3</name><timeout>0</timeout></host>
                </hosts>
                """);
        assertThat(new ExcludeFile(path).read().ours()).isEqualTo(Map.of("n3", ENTRY.excluded(true)));
    }

    @Test
    void whatOthersWroteKeepsItsBytes() throws IOException {
        // Given
        byte[] before =
                "<?xml version=\"1.0\"?>\r\n<hosts>\r\n\t<host><name>a</name></host><!-- caf\u00e9 <name>c</name> -->\r\n <host>\n<name> b </name><timeout>9</timeout></host></hosts>"
                        .getBytes(StandardCharsets.UTF_8);
        Path path = Files.write(dir.resolve("exclude.xml"), before);
        ExcludeFile file = new ExcludeFile(path);

        // When
        put(file, ENTRY);
        put(file, ENTRY.excluded(true));

        // Then
        assertThat(file.read().foreign()).containsExactlyInAnyOrder("a", "b");
        assertThat(file.read().entry("n3")).contains(ENTRY.excluded(true));

        // When
        file.edit(ours -> Map.of());

        // Then
        assertThat(Files.readAllBytes(path)).isEqualTo(withBreakBeforeEnd(before));
    }

    @Test
    void aSelfClosedListIsOpened() throws IOException {
        // Given
        Path path = Files.writeString(dir.resolve("exclude.xml"), "<?xml version=\"1.0\"?>\n<hosts/>\n");
        ExcludeFile file = new ExcludeFile(path);

        // When
        put(file, ENTRY);

        // Then
        assertThat(file.read().ours()).isEqualTo(Map.of("n3", ENTRY));
    }

    @Test
    void aForeignEntryBehindOurCommentStaysForeign() throws IOException {
        // Given
        Path path = dir.resolve("exclude.xml");
        ExcludeFile file = new ExcludeFile(path);
        put(file, ENTRY);
        Files.writeString(path, Files.readString(path).replace("-->\n", "--><host><name>other</name></host>\n"));

        // Then
        assertThat(file.read().entry("n3")).contains(ENTRY);
        assertThat(file.read().foreign()).containsExactly("other");
    }

    @Test
    void namesWithTwoHyphensSurviveXml() throws IOException {
        // Given
        ExcludeFile file = new ExcludeFile(dir.resolve("exclude.xml"));
        Entry entry = new Entry("xn--bcher-kva", ENTRY.mark(), 1, 1, ENTRY.cordonedAt(), true);

        // When
        put(file, entry);

        // Then
        assertThat(Files.readString(dir.resolve("exclude.xml"))).doesNotContain("host=xn--");
        assertThat(file.read().ours()).isEqualTo(Map.of("xn--bcher-kva", entry));
    }

    @Test
    void thePlainFormatKeepsMarksBehindAHash() throws IOException {
        // Given
        Path path = Files.writeString(dir.resolve("yarn.exclude"), "a b # why\nc");
        ExcludeFile file = new ExcludeFile(path);

        // When
        put(file, ENTRY);
        assertThat(file.read().entry("n3")).contains(ENTRY);
        put(file, ENTRY.excluded(true));

        // Then
        assertThat(path).hasContent("""
                a b # why
                c
                n3 # sluice:op-7@12 host=n3 memory=2048 vcores=2 cordoned=2026-01-01T00:00:00Z
                """);
        assertThat(file.read().entry("n3")).contains(ENTRY.excluded(true));
        assertThat(file.read().foreign()).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void aFileThatIsNoHostListIsNotTouched() throws IOException {
        // Given
        Path path = Files.writeString(dir.resolve("exclude.xml"), "<config>");
        ExcludeFile file = new ExcludeFile(path);

        // Then
        assertThatThrownBy(() -> put(file, ENTRY))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageContaining("</hosts>");
        assertThat(path).hasContent("<config>");
    }

    @Test
    void aFolderThatCannotBeWrittenIsSaid() {
        // Given
        ExcludeFile file = new ExcludeFile(dir.resolve("missing").resolve("exclude.xml"));

        // Then
        assertThatThrownBy(() -> put(file, ENTRY))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContaining("exclude.xml");
    }

    private static void put(ExcludeFile file, Entry entry) {
        ExcludeFile.Content now = file.edit(ours -> {
            ours.put(entry.host(), entry);
            return ours;
        });
        assertThat(now.entry(entry.host())).contains(entry);
    }

    /** The one byte that Sluice adds for good: its line begins on a line of its own. */
    private static byte[] withBreakBeforeEnd(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1)
                .replace("</hosts>", "\n</hosts>")
                .getBytes(StandardCharsets.ISO_8859_1);
    }
}
