package dev.sluice.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

class DataFolderTest {

    @Test
    void isHeldByOneAtATimeAndIsPrivate(@TempDir Path temp) throws IOException {
        // Given
        Path path = temp.resolve("a/b");
        DataFolder first = DataFolder.open(path);

        // When // Then
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rwx------");
        assertThatThrownBy(() -> DataFolder.open(path))
                .isInstanceOf(StartFailure.class)
                .hasMessage("The data folder " + path + " is in use by another Sluice (process "
                        + ProcessHandle.current().pid()
                        + "); stop that one, or choose another folder with --data.");
        first.close();
        DataFolder.open(path).close();
    }

    @Test
    void saysThatAFileStandsInTheWay(@TempDir Path temp) throws IOException {
        // Given
        Path file = Files.createFile(temp.resolve("taken"));

        // When // Then
        assertThatThrownBy(() -> DataFolder.open(file))
                .isInstanceOf(StartFailure.class)
                .hasMessageContaining(file.toString())
                .hasMessageContaining("is a file");
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void saysWhereNoFolderCanBe() {
        // When // Then
        assertThatThrownBy(() -> DataFolder.open(Path.of("/proc/none/here")))
                .isInstanceOf(StartFailure.class)
                .hasMessage("The data folder /proc/none/here cannot be used: it, or a folder above it, cannot be made "
                        + "there; choose another folder with --data.");
    }

    @Test
    void optionBeforeEnvironmentBeforeHome() {
        assertThat(DataFolder.choose(Optional.of("/x/y"), Map.of("SLUICE_DATA", "/z")))
                .isEqualTo(Path.of("/x/y"));
        assertThat(DataFolder.choose(Optional.empty(), Map.of("SLUICE_DATA", "/z")))
                .isEqualTo(Path.of("/z"));
        assertThat(DataFolder.choose(Optional.empty(), Map.of("SLUICE_DATA", " ")))
                .isEqualTo(Path.of(System.getProperty("user.home"), ".local/share/sluice"));
    }
}
