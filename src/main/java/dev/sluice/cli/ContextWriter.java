package dev.sluice.cli;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.TreeMap;

/** Writes the context file in one step, so that nobody sees half of it, and nobody but its owner any of it. */
final class ContextWriter {

    private ContextWriter() {}

    static void write(Path file, String url, String token) {
        try {
            var folder = file.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IOException("it is the root folder");
            }
            Files.createDirectories(folder);
            var next = Files.createTempFile(folder, "context", ".new", ownerOnly(folder));
            Files.writeString(
                    next,
                    JsonMapper.builder()
                            .build()
                            .writerWithDefaultPrettyPrinter()
                            .writeValueAsString(new TreeMap<>(Map.of("url", url, "token", token))));
            Files.move(next, file, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new Fault(
                    Fault.FAILED,
                    "The context file " + file + " cannot be written (" + e.getMessage()
                            + "); name another with SLUICE_CONTEXT.");
        }
    }

    private static FileAttribute<?>[] ownerOnly(Path folder) {
        return folder.getFileSystem().supportedFileAttributeViews().contains("posix")
                ? new FileAttribute<?>[] {
                    PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"))
                }
                : new FileAttribute<?>[0];
    }
}
