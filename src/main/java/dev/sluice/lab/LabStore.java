package dev.sluice.lab;

import dev.sluice.lab.LabLock.Artifact;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The jars of Spark and Hadoop on this machine: fetched once through Maven, each checked against {@code lab.lock}, kept
 * by content, linked into one folder per framework.
 *
 * <p>Phases of {@link #fetch}: (1) a matching stamp ends it at once, without network; (2) what the cache or the local
 * Maven repository already holds is taken over when its hash matches; (3) one Maven run brings the rest; (4) what came
 * with a wrong hash is fetched once more into an empty repository; (5) folders and stamp are written. A failure or an
 * interruption in any of them leaves checked files in place, so the next start goes on from there. Two processes at
 * once wait for each other.
 */
public final class LabStore {

    private static final List<String> SETS = List.of("spark", "yarn");

    private final Path cache;
    private final LabLock lock;
    private final Source source;

    /** Where missing jars come from; tests have one without network. */
    interface Source {

        /** Repositories on this machine that may already hold some of the jars. */
        List<Path> repositories();

        /**
         * Brings {@code wanted} into {@code into}, each under its file name.
         *
         * @param afresh pass over what the repositories of this machine hold, because it was damaged
         */
        void fetch(List<Artifact> wanted, Path into, boolean afresh, Progress progress);
    }

    /** Where the frameworks lie once fetched; each folder holds {@code jars}. */
    public record Layout(Path cache, Path spark, Path yarn) {}

    LabStore(Path cache, LabLock lock, Source source) {
        this.cache = cache.toAbsolutePath().normalize();
        this.lock = lock;
        this.source = source;
    }

    /** The cache of this user: {@code SLUICE_CACHE}, else {@code XDG_CACHE_HOME/sluice}, else {@code ~/.cache/sluice}. */
    public static LabStore ofThisUser() {
        return new LabStore(userCache().resolve("lab"), LabLock.ofThisRelease(), new MavenSource(System.getenv()));
    }

    static Path userCache() {
        String own = System.getenv("SLUICE_CACHE");
        if (own != null && !own.isBlank()) {
            return Path.of(own).toAbsolutePath();
        }
        String xdg = System.getenv("XDG_CACHE_HOME");
        Path base = xdg != null && !xdg.isBlank() ? Path.of(xdg) : Path.of(System.getProperty("user.home"), ".cache");
        return base.resolve("sluice").toAbsolutePath();
    }

    /** Whether everything is there, by size and untouched since it was checked; reads no file's content. */
    public boolean complete() {
        try {
            Path stamp = stamp();
            if (!Files.exists(stamp) || !Files.readString(stamp).equals(Hashes.of(lock.text()))) {
                return false;
            }
            FileTime checked = Files.getLastModifiedTime(stamp);
            for (LabLock.Entry entry : lock.entries()) {
                Path file = linked(entry);
                if (size(file) != entry.artifact().size()
                        || Files.getLastModifiedTime(file).compareTo(checked) > 0) {
                    return false;
                }
            }
            return true;
        } catch (IOException e) {
            return false;
        }
    }

    /** What would be fetched at most, in bytes. */
    public long bytes() {
        return lock.bytes();
    }

    /**
     * Makes everything be there.
     *
     * @throws LabException when a jar cannot be had, does not match its hash, or does not fit on the disk
     */
    public Layout fetch(Progress progress) {
        if (!complete()) {
            try {
                Files.createDirectories(cache);
                try (FileChannel channel = FileChannel.open(
                                cache.resolve("fetch.lock"), StandardOpenOption.CREATE, StandardOpenOption.WRITE);
                        FileLock held = channel.lock()) {
                    if (held.isValid() && !complete()) {
                        fill(progress);
                    }
                }
            } catch (IOException e) {
                throw unwritable(e);
            }
        }
        return new Layout(cache, cache.resolve("spark"), cache.resolve("yarn"));
    }

    private void fill(Progress progress) throws IOException {
        Files.createDirectories(cache.resolve("store"));
        Files.deleteIfExists(stamp());
        List<Artifact> missing = takeOver(List.copyOf(lock.artifacts()), progress);
        if (!missing.isEmpty()) {
            List<Artifact> damaged = bring(missing, false, progress);
            if (!damaged.isEmpty()) {
                List<Artifact> again = bring(damaged, true, progress);
                if (!again.isEmpty()) {
                    throw mismatch(again.getFirst());
                }
            }
        }
        for (String set : SETS) {
            link(set);
        }
        Path part = cache.resolve("stamp.part");
        Files.writeString(part, Hashes.of(lock.text()));
        Files.move(part, stamp(), StandardCopyOption.ATOMIC_MOVE);
    }

    /** Takes what this machine already has; answers what is left to fetch. */
    private List<Artifact> takeOver(List<Artifact> wanted, Progress progress) throws IOException {
        List<Artifact> missing = new ArrayList<>();
        long done = 0;
        for (Artifact artifact : wanted) {
            boolean have = matches(stored(artifact), artifact);
            for (Path repository : source.repositories()) {
                have = have || adopt(repository.resolve(artifact.path()), artifact);
            }
            if (!have) {
                missing.add(artifact);
            }
            done += artifact.size();
            progress.at("checking what this machine has", done, lock.bytes());
        }
        return missing;
    }

    /** Fetches and checks; answers those that came with another content. */
    private List<Artifact> bring(List<Artifact> wanted, boolean afresh, Progress progress) throws IOException {
        Path incoming = cache.resolve("incoming");
        clear(incoming);
        Files.createDirectories(incoming);
        try {
            source.fetch(wanted, incoming, afresh, progress);
            List<Artifact> damaged = new ArrayList<>();
            for (Artifact artifact : wanted) {
                Path file = incoming.resolve(artifact.file());
                if (!adopt(file, artifact)) {
                    damaged.add(artifact);
                    if (afresh && Files.exists(file)) {
                        // Kept for the message: what it was instead.
                        Files.writeString(cache.resolve("damaged.sha256"), Hashes.of(file));
                    }
                }
            }
            return damaged;
        } finally {
            clear(incoming);
        }
    }

    /** Puts {@code file} into the store when it is what the lock says. */
    private boolean adopt(Path file, Artifact artifact) throws IOException {
        if (!matches(file, artifact)) {
            return false;
        }
        Path target = stored(artifact);
        Files.deleteIfExists(target);
        try {
            Files.createLink(target, file);
        } catch (IOException | UnsupportedOperationException otherDisk) {
            Path part = target.resolveSibling(target.getFileName() + ".part");
            Files.copy(file, part, StandardCopyOption.REPLACE_EXISTING);
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
        }
        return true;
    }

    private void link(String set) throws IOException {
        Path jars = cache.resolve(set).resolve("jars");
        Files.createDirectories(jars);
        Set<String> wanted = lock.entries().stream()
                .filter(e -> e.set().equals(set))
                .map(e -> e.artifact().file())
                .collect(Collectors.toSet());
        try (Stream<Path> present = Files.list(jars)) {
            for (Path file : present.toList()) {
                if (!wanted.contains(file.getFileName().toString())) {
                    Files.delete(file);
                }
            }
        }
        for (LabLock.Entry entry : lock.entries()) {
            if (entry.set().equals(set)) {
                Path target = linked(entry);
                Files.deleteIfExists(target);
                try {
                    Files.createLink(target, stored(entry.artifact()));
                } catch (FileSystemException | UnsupportedOperationException noLinks) {
                    Files.copy(stored(entry.artifact()), target);
                }
            }
        }
    }

    private static boolean matches(Path file, Artifact artifact) throws IOException {
        return size(file) == artifact.size() && Hashes.of(file).equals(artifact.sha256());
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException missing) {
            return -1;
        }
    }

    private Path stored(Artifact artifact) {
        return cache.resolve("store").resolve(artifact.sha256() + ".jar");
    }

    private Path linked(LabLock.Entry entry) {
        return cache.resolve(entry.set())
                .resolve("jars")
                .resolve(entry.artifact().file());
    }

    private Path stamp() {
        return cache.resolve("stamp");
    }

    static void clear(Path folder) throws IOException {
        if (!Files.exists(folder)) {
            return;
        }
        try (Stream<Path> files = Files.walk(folder)) {
            for (Path file : files.sorted((a, b) -> b.compareTo(a)).toList()) {
                Files.deleteIfExists(file);
            }
        }
    }

    private LabException mismatch(Artifact artifact) throws IOException {
        Path note = cache.resolve("damaged.sha256");
        String actual = Files.exists(note) ? Files.readString(note) : "nothing";
        Files.deleteIfExists(note);
        return new LabException("The download of " + artifact.file() + " is damaged twice over: its sha256 is " + actual
                + ", expected " + artifact.sha256() + "; check the mirror that your Maven settings name and start"
                + " again, what was checked is kept.");
    }

    private LabException unwritable(IOException e) {
        String reason = String.valueOf(e.getMessage()).toLowerCase(Locale.ROOT);
        if (reason.contains("no space left") || reason.contains("quota")) {
            return full(cache, lock.bytes());
        }
        return new LabException(
                "The cache " + cache + " cannot be written (" + e.getMessage()
                        + "); make it writable or name another folder in SLUICE_CACHE.",
                e);
    }

    static LabException full(Path cache, long bytes) {
        return new LabException(String.format(
                Locale.ROOT,
                "The disk of %s is full: the jars of Spark and Hadoop need %d MB; free some or name another folder in"
                        + " SLUICE_CACHE, what was fetched is kept.",
                cache,
                2 * bytes / 1_000_000));
    }
}
