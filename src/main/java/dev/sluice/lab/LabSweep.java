package dev.sluice.lab;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Ends what a lab left behind when its starter was killed.
 *
 * <p>A leftover is known by its pid file, and only if the process of that pid started when the file says; or, on Linux,
 * by the mark in its environment that names this very folder. Nothing is ever found by its name.
 */
public final class LabSweep {

    /** The kernel's boot time, to which start times are relative, moves a little with the clock. */
    private static final Duration SLACK = Duration.ofSeconds(2);

    private static final Duration GRACE = Duration.ofSeconds(8);

    private LabSweep() {}

    /** Ends the leftovers in {@code dir} and removes their pid files; answers how many processes there were. */
    public static int sweep(Path dir) {
        Set<ProcessHandle> left = new LinkedHashSet<>();
        try {
            for (Path file : pidFiles(dir)) {
                known(Files.readString(file)).ifPresent(handle -> {
                    handle.descendants().forEach(left::add);
                    left.add(handle);
                });
            }
            left.addAll(marked(dir));
            left.forEach(ProcessHandle::destroy);
            Instant giveUp = Instant.now().plus(GRACE);
            while (left.stream().anyMatch(ProcessHandle::isAlive)
                    && Instant.now().isBefore(giveUp)) {
                Pauses.pause(Duration.ofMillis(50));
            }
            end(left);
            for (Path file : pidFiles(dir)) {
                Files.deleteIfExists(file);
            }
            return left.size();
        } catch (IOException e) {
            throw new LabException(
                    "The leftovers of an earlier lab in " + dir + " cannot be read: " + e.getMessage() + ".", e);
        }
    }

    /** Kills those that are alive and waits, bounded, until they are gone. */
    static void end(Collection<ProcessHandle> handles) {
        List<ProcessHandle> alive =
                handles.stream().filter(ProcessHandle::isAlive).toList();
        alive.forEach(ProcessHandle::destroyForcibly);
        Instant giveUp = Instant.now().plus(GRACE);
        while (alive.stream().anyMatch(ProcessHandle::isAlive) && Instant.now().isBefore(giveUp)) {
            Pauses.pause(Duration.ofMillis(20));
        }
    }

    /** Content of a pid file: pid and start in epoch milliseconds. */
    static String identity(ProcessHandle handle) {
        long start = handle.info().startInstant().map(Instant::toEpochMilli).orElse(0L);
        return handle.pid() + " " + start + "\n";
    }

    /** The process that a pid file names, unless it is gone or its pid has been given to another. */
    static Optional<ProcessHandle> known(String identity) {
        String[] words = identity.strip().split(" ", 2);
        if (words.length != 2) {
            return Optional.empty();
        }
        Instant start = Instant.ofEpochMilli(Long.parseLong(words[1]));
        return ProcessHandle.of(Long.parseLong(words[0]))
                .filter(ProcessHandle::isAlive)
                .filter(handle -> handle.info()
                        .startInstant()
                        .filter(actual -> Duration.between(start, actual).abs().compareTo(SLACK) <= 0)
                        .isPresent());
    }

    private static List<Path> pidFiles(Path dir) throws IOException {
        Path run = dir.resolve("run");
        if (!Files.isDirectory(run)) {
            return List.of();
        }
        try (Stream<Path> files = Files.list(run)) {
            return files.filter(file -> file.toString().endsWith(".pid")).toList();
        }
    }

    /** Every process that carries the mark of the lab in {@code dir}, this one excepted; none where the system does not tell. */
    static List<ProcessHandle> marked(Path dir) {
        String mark = LabProcess.MARK + "=" + dir.toAbsolutePath().normalize();
        List<ProcessHandle> found = new ArrayList<>();
        ProcessHandle.allProcesses()
                .filter(handle -> handle.pid() != ProcessHandle.current().pid())
                .filter(handle -> carries(handle, mark))
                .forEach(found::add);
        return found;
    }

    private static boolean carries(ProcessHandle handle, String mark) {
        try {
            String environment =
                    Files.readString(Path.of("/proc/" + handle.pid() + "/environ"), StandardCharsets.ISO_8859_1);
            return ("\0" + environment + "\0").contains("\0" + mark + "\0");
        } catch (IOException notOursOrNotLinux) {
            return false;
        }
    }
}
