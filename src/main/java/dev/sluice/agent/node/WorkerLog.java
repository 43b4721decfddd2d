package dev.sluice.agent.node;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;

/** The log that a worker writes by itself, kept below a size: one file and one older. */
final class WorkerLog {

    private static final int TAIL_BYTES = 8192;
    private static final int LINE_LIMIT = 300;

    private final Path file;
    private final long limit;

    WorkerLog(Path file, long limit) {
        this.file = file;
        this.limit = limit;
    }

    /** The file to append to; its folder is there afterwards. */
    Path prepare() throws IOException {
        DurableFile.createFolder(DurableFile.folderOf(file));
        trim();
        return file;
    }

    /**
     * Moves a file that has grown beyond the limit to {@code .1} and empties it. The worker holds it open for appending, so
     * it goes on at the new end; lines written between copy and cut are lost.
     */
    void trim() throws IOException {
        if (Files.exists(file) && Files.size(file) > limit) {
            Files.copy(file, file.resolveSibling(file.getFileName() + ".1"), StandardCopyOption.REPLACE_EXISTING);
            try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
                channel.truncate(0);
            }
        }
    }

    /** The last line that is not blank, shortened; empty when there is none. */
    String lastLine() {
        return tail().lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .reduce((earlier, later) -> later)
                .map(line -> line.length() > LINE_LIMIT ? line.substring(0, LINE_LIMIT) + "…" : line)
                .orElse("");
    }

    private String tail() {
        try (RandomAccessFile log = new RandomAccessFile(file.toFile(), "r")) {
            long from = Math.max(0, log.length() - TAIL_BYTES);
            byte[] bytes = new byte[(int) (log.length() - from)];
            log.seek(from);
            log.readFully(bytes);
            return new String(bytes, StandardCharsets.UTF_8);
        } catch (IOException e) {
            return "";
        }
    }
}
