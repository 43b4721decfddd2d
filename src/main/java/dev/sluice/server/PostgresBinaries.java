package dev.sluice.server;

import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermission;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;
import org.apache.commons.compress.compressors.xz.XZCompressorInputStream;

/**
 * PostgreSQL's programs, unpacked once from the archive on the class path into {@code FOLDER/pg-SHA256}.
 *
 * <p>Unpacked beside and then renamed, so a folder of that name is always whole, whatever stopped the process that made
 * it; a newer archive gets a folder of its own.
 */
final class PostgresBinaries {

    /** What the archive unpacks to, plus an empty cluster with its first write-ahead log, plus room to breathe. */
    static final long BYTES_NEEDED = 200L << 20;

    private PostgresBinaries() {}

    /** The folder with {@code bin/initdb}, {@code bin/pg_ctl} and {@code bin/postgres}. */
    static Path unpackInto(Path folder) throws IOException {
        String archive = archiveName();
        Path home = folder.resolve("pg-" + sha256(archive));
        if (Files.isDirectory(home)) {
            return home;
        }
        long free = Files.getFileStore(folder).getUsableSpace();
        if (free < BYTES_NEEDED) {
            throw new StartFailure("The disk of the data folder " + folder + " has " + (free >> 20)
                    + " MB left and the first start needs " + (BYTES_NEEDED >> 20)
                    + " MB; free some space, or choose a folder on another disk with --data.");
        }
        Path fresh = Files.createTempDirectory(folder, "unpacking-");
        try {
            unpack(archive, fresh);
            Files.move(fresh, home, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            // A second process may have been first; its folder is as good as ours.
            if (!Files.isDirectory(home)) {
                throw e;
            }
        } finally {
            deleteTree(fresh);
        }
        return home;
    }

    private static String archiveName() {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT);
        String arch = System.getProperty("os.arch").toLowerCase(Locale.ROOT);
        String system = os.contains("mac") ? "darwin" : os.contains("win") ? "windows" : "linux";
        List<String> names = arch.equals("aarch64") || arch.equals("arm64")
                ? List.of("arm_64", "arm64v8", "aarch64")
                : List.of("x86_64", "amd64");
        return names.stream()
                .map(name -> "postgres-" + system + "-" + name + ".txz")
                .filter(name -> loader().getResource(name) != null)
                .findFirst()
                .orElseThrow(() -> new StartFailure("This build of Sluice holds no PostgreSQL for " + system + " on "
                        + arch + "; build it on this machine, or set SLUICE_DB_URL to a PostgreSQL of your own."));
    }

    private static ClassLoader loader() {
        return PostgresBinaries.class.getClassLoader();
    }

    private static InputStream open(String archive) throws IOException {
        InputStream in = loader().getResourceAsStream(archive);
        if (in == null) {
            throw new NoSuchFileException(archive);
        }
        return in;
    }

    private static String sha256(String archive) throws IOException {
        try (DigestInputStream in = new DigestInputStream(open(archive), MessageDigest.getInstance("SHA-256"))) {
            byte[] buffer = new byte[1 << 16];
            while (in.read(buffer) >= 0) {
                // The digest stream does the work.
            }
            return HexFormat.of().formatHex(in.getMessageDigest().digest()).substring(0, 32);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has SHA-256", e);
        }
    }

    private static void unpack(String archive, Path into) throws IOException {
        try (TarArchiveInputStream tar =
                new TarArchiveInputStream(new XZCompressorInputStream(new BufferedInputStream(open(archive))))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = into.resolve(entry.getName()).normalize();
                if (!target.startsWith(into)) {
                    throw new IOException("The archive " + archive + " reaches out of its folder: " + entry.getName());
                }
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                    continue;
                }
                Files.createDirectories(target.getParent());
                if (entry.isSymbolicLink()) {
                    Files.createSymbolicLink(target, Path.of(entry.getLinkName()));
                } else {
                    Files.copy(tar, target, StandardCopyOption.REPLACE_EXISTING);
                    if (DataFolder.onPosix(target)) {
                        Files.setPosixFilePermissions(target, permissions(entry.getMode()));
                    }
                }
            }
        }
    }

    private static Set<PosixFilePermission> permissions(int mode) {
        Set<PosixFilePermission> set = EnumSet.of(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
        if ((mode & 0100) != 0) {
            set.add(PosixFilePermission.OWNER_EXECUTE);
        }
        return set;
    }

    /** Deletes a folder and all in it; one that is not there is fine. */
    static void deleteTree(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        try (Stream<Path> all = Files.walk(folder)) {
            all.sorted(Comparator.reverseOrder()).forEach(path -> {
                try {
                    Files.deleteIfExists(path);
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }
}
