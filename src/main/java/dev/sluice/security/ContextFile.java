package dev.sluice.security;

import io.vertx.core.json.DecodeException;
import io.vertx.core.json.JsonObject;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;

/**
 * The file by which the command line finds the server and its credential: {@code {"url":"http://127.0.0.1:8080",
 * "token":"slc_…"}}, readable by its owner only.
 */
record ContextFile(Path path) {

    /** The token of the last start; empty when there is no such file or it is not one of ours. */
    Optional<String> token() {
        try {
            return Optional.ofNullable(new JsonObject(Files.readString(path)).getString("token"))
                    .filter(Secret::looksRight);
        } catch (IOException | DecodeException | ClassCastException e) {
            return Optional.empty();
        }
    }

    void write(String url, String token) {
        replace(path, new JsonObject().put("url", url).put("token", token).encodePrettily() + System.lineSeparator());
    }

    /** Replaces a file in one step, so that no reader sees half of it, and nobody but its owner ever sees any of it. */
    static void replace(Path path, String text) {
        try {
            var folder = path.toAbsolutePath().getParent();
            if (folder == null) {
                throw new IOException("it is the root folder");
            }
            Files.createDirectories(folder);
            var next = Files.createTempFile(folder, "secret", ".new", ownerOnly(folder));
            Files.writeString(next, text);
            Files.move(next, path, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot write " + path + " (" + e.getMessage() + ")", e);
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
