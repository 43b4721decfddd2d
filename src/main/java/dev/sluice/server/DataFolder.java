package dev.sluice.server;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The folder that holds everything one server keeps: its PostgreSQL, its generated secrets.
 *
 * <p>Made for its user alone (0700) and held by an exclusive lock for as long as this object is open, so that two
 * servers never share one folder. The operating system lets go of the lock when the process dies, however it dies.
 */
public final class DataFolder implements AutoCloseable {

    private final Path path;
    private final FileChannel channel;
    private final FileLock lock;

    private DataFolder(Path path, FileChannel channel, FileLock lock) {
        this.path = path;
        this.channel = channel;
        this.lock = lock;
    }

    /** {@code --data}, else {@code SLUICE_DATA}, else {@code ~/.local/share/sluice}; always absolute. */
    public static Path choose(Optional<String> option, Map<String, String> environment) {
        return option.or(() ->
                        Optional.ofNullable(environment.get("SLUICE_DATA")).filter(value -> !value.isBlank()))
                .map(Path::of)
                .orElseGet(() -> Path.of(System.getProperty("user.home"), ".local", "share", "sluice"))
                .toAbsolutePath()
                .normalize();
    }

    /** Makes the folder if need be and locks it. Throws {@link StartFailure} when another process holds it. */
    public static DataFolder open(Path path) {
        FileChannel channel = null;
        try {
            makePrivate(path);
            channel = FileChannel.open(
                    path.resolve("lock"), StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
            FileLock lock = tryLock(channel);
            if (lock == null) {
                String holder = holder(channel);
                channel.close();
                throw new StartFailure("The data folder " + path + " is in use by another Sluice" + holder
                        + "; stop that one, or choose another folder with --data.");
            }
            channel.truncate(0);
            channel.write(
                    ByteBuffer.wrap(Long.toString(ProcessHandle.current().pid()).getBytes(StandardCharsets.US_ASCII)));
            return new DataFolder(path, channel, lock);
        } catch (IOException e) {
            closeQuietly(channel);
            throw new StartFailure("The data folder " + path + " cannot be used: " + reason(e), e);
        }
    }

    public Path path() {
        return path;
    }

    @Override
    public void close() {
        try {
            lock.release();
            channel.close();
        } catch (IOException e) {
            // The process is on its way out and takes the lock along.
            return;
        }
    }

    static void makePrivate(Path folder) throws IOException {
        Files.createDirectories(folder.toAbsolutePath().getParent());
        if (!Files.isDirectory(folder)) {
            if (onPosix(folder)) {
                Files.createDirectory(
                        folder, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            } else {
                Files.createDirectory(folder);
            }
        }
    }

    static boolean onPosix(Path path) {
        return path.getFileSystem().supportedFileAttributeViews().contains("posix");
    }

    /** What a file system's exception means, in words that end a sentence. */
    static String reason(IOException e) {
        if (e instanceof java.nio.file.AccessDeniedException) {
            return "this user may not write to it; give the user that right, or choose another folder with --data.";
        }
        if (e instanceof java.nio.file.FileAlreadyExistsException) {
            return "it, or a folder above it, is a file; choose another folder with --data.";
        }
        if (e instanceof java.nio.file.NoSuchFileException) {
            return "it, or a folder above it, cannot be made there; choose another folder with --data.";
        }
        String text = e instanceof FileSystemException f && f.getReason() != null ? f.getReason() : e.getMessage();
        if (text != null && text.contains("No space left")) {
            return "the disk is full; free some space, or choose a folder on another disk with --data.";
        }
        return (text == null ? e.getClass().getSimpleName() : text) + "; choose another folder with --data.";
    }

    private static @Nullable FileLock tryLock(FileChannel channel) throws IOException {
        try {
            return channel.tryLock();
        } catch (OverlappingFileLockException e) {
            return null;
        }
    }

    private static String holder(FileChannel channel) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(32);
        channel.read(buffer, 0);
        String pid = new String(buffer.array(), 0, buffer.position(), StandardCharsets.US_ASCII).strip();
        return pid.isEmpty() ? "" : " (process " + pid + ")";
    }

    private static void closeQuietly(@Nullable FileChannel channel) {
        if (channel == null) {
            return;
        }
        try {
            channel.close();
        } catch (IOException e) {
            // Already failing for a better reason.
            return;
        }
    }
}
