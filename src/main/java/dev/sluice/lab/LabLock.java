package dev.sluice.lab;

import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The jars of the lab, pinned by size and hash: the resource {@code lab/lab.lock}, written by
 * {@code deploy/lab/lock.sh}.
 *
 * @param text the file itself; its hash names the state of the cache
 */
record LabLock(String text, List<Entry> entries) {

    LabLock {
        entries = List.copyOf(entries);
    }

    static LabLock ofThisRelease() {
        return parse(Resources.text("lab.lock"));
    }

    static LabLock parse(String text) {
        List<Entry> entries = new ArrayList<>();
        for (String line : text.lines().toList()) {
            if (line.isBlank() || line.startsWith("#")) {
                continue;
            }
            String[] words = line.split(" ", 4);
            if (words.length != 4) {
                throw new IllegalArgumentException("lab.lock: '" + line + "' is not 'set sha256 size path'");
            }
            entries.add(new Entry(words[0], new Artifact(words[1], Long.parseLong(words[2]), words[3])));
        }
        return new LabLock(text, entries);
    }

    /** Each artifact once, though two sets may hold it. */
    Collection<Artifact> artifacts() {
        Map<String, Artifact> byPath = new LinkedHashMap<>();
        entries.forEach(entry -> byPath.put(entry.artifact().path(), entry.artifact()));
        return byPath.values();
    }

    long bytes() {
        return artifacts().stream().mapToLong(Artifact::size).sum();
    }

    /** One artifact in one set ({@code spark} or {@code yarn}). */
    record Entry(String set, Artifact artifact) {}

    /**
     * One jar.
     *
     * @param sha256 lower-case hex
     * @param path below the root of a Maven repository
     */
    record Artifact(String sha256, long size, String path) {

        String file() {
            return path.substring(path.lastIndexOf('/') + 1);
        }

        String folder() {
            return path.substring(0, path.lastIndexOf('/'));
        }

        String version() {
            return segment(1);
        }

        String artifactId() {
            return segment(2);
        }

        String groupId() {
            int end = path.length()
                    - (file().length() + version().length() + artifactId().length() + 3);
            return path.substring(0, end).replace('/', '.');
        }

        /** Empty for the main jar. */
        String classifier() {
            String stem = artifactId() + "-" + version();
            String rest = file().substring(stem.length(), file().length() - ".jar".length());
            return rest.startsWith("-") ? rest.substring(1) : rest;
        }

        private String segment(int fromTheEnd) {
            String[] segments = path.split("/", -1);
            return segments[segments.length - 1 - fromTheEnd];
        }
    }
}
