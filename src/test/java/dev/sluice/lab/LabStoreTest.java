package dev.sluice.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.lab.LabLock.Artifact;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LabStoreTest {

    private static final String CORE = "org/example/core/1.0/core-1.0.jar";
    private static final String NATIVE = "org/example/net/2.0/net-2.0-linux-x86_64.jar";

    private Path dir;
    private FakeRegistry registry;
    private LabStore store;

    @BeforeEach
    void aLockOfTwoJars(@TempDir Path folder) {
        dir = folder;
        registry = new FakeRegistry(dir.resolve("repository"));
        registry.files.put(CORE, "core");
        registry.files.put(NATIVE, "native");
        LabLock lock = LabLock.parse("# written by hand\n" + line("spark", CORE, "core")
                + line("spark", NATIVE, "native") + line("yarn", CORE, "core"));
        store = new LabStore(dir.resolve("cache"), lock, registry);
    }

    @Test
    void fetchesEachJarOnceAndLaysOutAFolderPerFramework() throws IOException {
        // When
        LabStore.Layout layout = store.fetch(Progress.NONE);

        // Then
        assertThat(registry.asked).containsExactly(CORE, NATIVE);
        assertThat(layout.spark().resolve("jars/core-1.0.jar")).hasContent("core");
        assertThat(layout.spark().resolve("jars/net-2.0-linux-x86_64.jar")).hasContent("native");
        assertThat(layout.yarn().resolve("jars")).isDirectoryNotContaining("glob:**/net-*");
    }

    @Test
    void secondStartAsksNobody() {
        // Given
        store.fetch(Progress.NONE);
        registry.asked.clear();

        // When
        store.fetch(Progress.NONE);

        // Then
        assertThat(registry.asked).isEmpty();
    }

    @Test
    void takesOverWhatTheLocalRepositoryHolds() throws IOException {
        // Given
        Path local = registry.repository.resolve(CORE);
        Files.createDirectories(local.getParent());
        Files.writeString(local, "core");

        // When
        store.fetch(Progress.NONE);

        // Then
        assertThat(registry.asked).containsExactly(NATIVE);
    }

    @Test
    void fetchesADamagedJarOnceMoreAndAfresh() {
        // Given
        registry.damagedTimes = 1;

        // When
        LabStore.Layout layout = store.fetch(Progress.NONE);

        // Then
        assertThat(registry.asked).containsExactly(CORE, NATIVE, "afresh " + CORE);
        assertThat(layout.spark().resolve("jars/core-1.0.jar")).hasContent("core");
    }

    @Test
    void saysWhichJarStaysDamagedAndKeepsTheOthers() {
        // Given
        registry.damagedTimes = 2;

        // When
        assertThatThrownBy(() -> store.fetch(Progress.NONE))
                // Then
                .isInstanceOf(LabException.class)
                .hasMessageContaining("core-1.0.jar")
                .hasMessageContaining(Hashes.of("damaged"))
                .hasMessageContaining(Hashes.of("core"))
                .hasMessageContaining("start again");
        registry.asked.clear();
        store.fetch(Progress.NONE);
        assertThat(registry.asked).containsExactly(CORE);
    }

    @Test
    void noticesAJarThatWasChangedAfterwards() throws IOException {
        // Given
        LabStore.Layout layout = store.fetch(Progress.NONE);
        Path jar = layout.spark().resolve("jars/core-1.0.jar");
        registry.asked.clear();
        Files.writeString(jar, "evil");
        Files.setLastModifiedTime(jar, FileTime.from(Instant.now().plusSeconds(5)));

        // When
        store.fetch(Progress.NONE);

        // Then
        assertThat(registry.asked).containsExactly(CORE);
        assertThat(jar).hasContent("core");
    }

    @Test
    void saysWhereItCannotWrite() throws IOException {
        // Given
        Path file = Files.createFile(dir.resolve("file"));
        LabStore blocked = new LabStore(file.resolve("cache"), LabLock.parse(""), registry);

        // Then
        assertThatThrownBy(() -> blocked.fetch(Progress.NONE))
                .isInstanceOf(LabException.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("SLUICE_CACHE");
    }

    @Test
    void namesEachArtifactInFullForMaven() {
        // Given
        LabLock lock = LabLock.parse(line("spark", NATIVE, "native"));

        // When
        String pom = MavenSource.pom(List.copyOf(lock.artifacts()), dir);

        // Then
        assertThat(pom)
                .contains("<artifactItem><groupId>org.example</groupId><artifactId>net</artifactId>"
                        + "<version>2.0</version><classifier>linux-x86_64</classifier></artifactItem>");
    }

    @Test
    void theLockOfThisReleaseIsSound() {
        // When
        LabLock lock = LabLock.ofThisRelease();

        // Then
        assertThat(lock.artifacts()).hasSize(126).allSatisfy(artifact -> {
            assertThat(artifact.sha256()).matches("[0-9a-f]{64}");
            assertThat(artifact.path()).doesNotContain("..").endsWith(".jar").doesNotStartWith("/");
            assertThat(artifact.file()).startsWith(artifact.artifactId() + "-" + artifact.version());
        });
        assertThat(lock.entries())
                .extracting(entry -> entry.artifact().artifactId())
                .contains("spark-core_2.13", "ivy", "hadoop-client-minicluster", "bcprov-jdk18on");
    }

    private static String line(String set, String path, String content) {
        return set + " " + Hashes.of(content) + " " + content.length() + " " + path + "\n";
    }

    /** Holds texts for jars; damages the first one as often as told. */
    private static final class FakeRegistry implements LabStore.Source {
        final Path repository;
        final Map<String, String> files = new HashMap<>();
        final List<String> asked = new ArrayList<>();
        int damagedTimes;

        FakeRegistry(Path repository) {
            this.repository = repository;
        }

        @Override
        public List<Path> repositories() {
            return List.of(repository);
        }

        @Override
        public void fetch(List<Artifact> wanted, Path into, boolean afresh, Progress progress) {
            try {
                for (Artifact artifact : wanted) {
                    asked.add((afresh ? "afresh " : "") + artifact.path());
                    boolean damaged = artifact.path().equals(CORE) && damagedTimes-- > 0;
                    Files.writeString(
                            into.resolve(artifact.file()),
                            damaged ? "damaged" : String.valueOf(files.get(artifact.path())));
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
