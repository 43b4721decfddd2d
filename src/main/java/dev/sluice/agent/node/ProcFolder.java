package dev.sluice.agent.node;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads {@code /proc}, or a copy of one in tests. What is not there, or not allowed, is empty. */
final class ProcFolder {

    static final ProcFolder HOST = new ProcFolder(Path.of("/proc"));

    private final Path root;

    ProcFolder(Path root) {
        this.root = root;
    }

    /** Whether this machine has one; only Linux does. */
    boolean exists() {
        return Files.exists(root.resolve("stat"));
    }

    Optional<String> text(String name) {
        try {
            // Not readString: a process's environment may hold bytes that are no UTF-8.
            return Optional.of(new String(Files.readAllBytes(root.resolve(name)), StandardCharsets.ISO_8859_1));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    List<String> lines(String name) {
        return text(name).map(text -> text.lines().toList()).orElse(List.of());
    }

    Optional<ProcStat> process(long pid) {
        return text(pid + "/stat").flatMap(ProcStat::parse);
    }

    /** Every process that can be seen, this one included. */
    List<ProcStat> processes() {
        List<ProcStat> found = new ArrayList<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(root, ProcFolder::isPid)) {
            for (Path entry : entries) {
                text(entry.getFileName() + "/stat").flatMap(ProcStat::parse).ifPresent(found::add);
            }
        } catch (IOException e) {
            return List.of();
        }
        return found;
    }

    private static boolean isPid(Path entry) {
        char first = entry.getFileName().toString().charAt(0);
        return first >= '0' && first <= '9';
    }
}
