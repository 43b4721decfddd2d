package dev.sluice.driver.yarn;

import dev.sluice.driver.DrainMark;
import dev.sluice.driver.DriverFailure;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFileAttributeView;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The ResourceManager's exclude file, which is also where Sluice keeps its marks: YARN has no other room for a reason, and
 * does not tell a node's registered capacity once it was set to 0. Each of Sluice's hosts has one line,
 *
 * <pre>
 * &lt;!-- sluice:op-7@12 host=n3 memory=2048 vcores=2 cordoned=2026-11-23T06:15:18Z --&gt;&lt;host&gt;…&lt;/host&gt;
 * </pre>
 *
 * whose second half, the exclusion, comes with the release; a comment alone excludes nobody. In the plain format (a name
 * that does not end in {@code .xml}) the same stands behind a {@code #}, with the host before it once excluded.
 *
 * <p>Everything else in the file stays as it is, byte by byte. Writes are atomic and synced. Calls block; of several at
 * once, one goes after the other.
 */
final class ExcludeFile {

    private static final Pattern NOTE =
            Pattern.compile("(sluice:op-[0-9]+@[0-9]+) host=(\\S+) memory=([0-9]+) vcores=([0-9]+) cordoned=(\\S+)");
    private static final Pattern XML_LINE = Pattern.compile("[ \\t]*<!-- " + NOTE.pattern() + " -->");
    private static final Pattern XML_HOST = Pattern.compile(
            "\\s*<host>\\s*<name>\\s*([^<\\s]+)\\s*</name>\\s*(?:<timeout>\\s*[0-9]+\\s*</timeout>\\s*)?</host>");
    private static final Pattern XML_NAME = Pattern.compile("<name>\\s*([^<\\s]+)\\s*</name>");
    private static final Pattern XML_COMMENT = Pattern.compile("<!--.*?-->", Pattern.DOTALL);
    private static final Pattern PLAIN_LINE =
            Pattern.compile("(?m)^[ \\t]*(\\S+[ \\t]+)?# " + NOTE.pattern() + "[ \\t]*$");
    private static final String XML_EMPTY = "<?xml version=\"1.0\"?>\n<hosts>\n</hosts>\n";
    private static final Pattern XML_NOBODY = Pattern.compile("<hosts\\s*/>");
    private static final String XML_END = "</hosts>";

    /**
     * One host that Sluice drains or has let go of.
     *
     * @param memoryMb what its NodeManager had registered, to be given back when the drain is undone
     * @param cordonedAt when its resources were set to 0
     * @param excluded whether it was released, so that the ResourceManager turns it away
     */
    record Entry(String host, DrainMark mark, long memoryMb, long vcores, Instant cordonedAt, boolean excluded) {

        Entry markedBy(DrainMark newer) {
            return new Entry(host, newer, memoryMb, vcores, cordonedAt, excluded);
        }

        Entry cordonedAt(Instant at) {
            return new Entry(host, mark, memoryMb, vcores, at, excluded);
        }

        Entry withCapacity(long memory, long cores) {
            return new Entry(host, mark, memory, cores, cordonedAt, excluded);
        }

        Entry excluded(boolean now) {
            return new Entry(host, mark, memoryMb, vcores, cordonedAt, now);
        }
    }

    /** What the file says: Sluice's hosts, and those that somebody else excludes. */
    record Content(Map<String, Entry> ours, Set<String> foreign) {

        Optional<Entry> entry(String host) {
            return Optional.ofNullable(ours.get(host));
        }
    }

    private final Path path;
    private final boolean xml;

    ExcludeFile(Path path) {
        this.path = path;
        this.xml = path.toString().endsWith(".xml");
    }

    /** A missing file excludes nobody. Fails with Unavailable when it cannot be read. */
    synchronized Content read() {
        return parse(text()).content;
    }

    /** Replaces Sluice's lines by what {@code change} makes of them. Fails with Unavailable when it cannot be written. */
    synchronized Content edit(UnaryOperator<Map<String, Entry>> change) {
        String before = text();
        Parsed parsed = parse(before);
        Map<String, Entry> ours = change.apply(new TreeMap<>(parsed.content.ours));
        String after = render(parsed.rest, ours);
        if (!after.equals(before)) {
            write(after);
        }
        return new Content(Map.copyOf(ours), parsed.content.foreign);
    }

    private record Parsed(Content content, String rest) {}

    private Parsed parse(String text) {
        Map<String, Entry> ours = new TreeMap<>();
        StringBuilder rest = new StringBuilder();
        Matcher line = (xml ? XML_LINE : PLAIN_LINE).matcher(text);
        int from = 0;
        while (from <= text.length() && line.find(from)) {
            rest.append(text, from, line.start());
            int note = xml ? 1 : 2;
            int end = line.end();
            boolean excluded = !xml && line.group(1) != null;
            String host = line.group(note + 1).replace("%2D", "-");
            if (xml) {
                Matcher entry = XML_HOST.matcher(text).region(end, text.length());
                if (entry.lookingAt() && entry.group(1).equals(host)) {
                    excluded = true;
                    end = entry.end();
                }
            }
            ours.put(host, entry(line, note, host, excluded));
            from = end < text.length() && text.charAt(end) == '\n' ? end + 1 : end;
        }
        rest.append(text, Math.min(from, text.length()), text.length());
        return new Parsed(new Content(Map.copyOf(ours), foreign(rest.toString())), rest.toString());
    }

    private Entry entry(Matcher line, int note, String host, boolean excluded) {
        DrainMark mark = DrainMark.parse(line.group(note))
                .orElseThrow(() -> new DriverFailure.Refused(
                        "the exclude file " + path + " has a mark that does not parse: " + line.group(note)));
        Instant cordoned;
        try {
            cordoned = Instant.parse(line.group(note + 4));
        } catch (DateTimeException malformed) {
            cordoned = Instant.EPOCH;
        }
        return new Entry(
                host,
                mark,
                Long.parseLong(line.group(note + 2)),
                Long.parseLong(line.group(note + 3)),
                cordoned,
                excluded);
    }

    private Set<String> foreign(String rest) {
        if (xml) {
            return XML_NAME.matcher(XML_COMMENT.matcher(rest).replaceAll(""))
                    .results()
                    .map(name -> name.group(1))
                    .collect(Collectors.toUnmodifiableSet());
        }
        return rest.lines()
                .map(line -> line.indexOf('#') < 0 ? line : line.substring(0, line.indexOf('#')))
                .flatMap(line -> Stream.of(line.strip()).flatMap(Pattern.compile("\\s+")::splitAsStream))
                .filter(host -> !host.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    private String render(String rest, Map<String, Entry> ours) {
        String lines = ours.values().stream().map(this::line).collect(Collectors.joining());
        if (!xml) {
            return rest.isEmpty() || rest.endsWith("\n") || lines.isEmpty() ? rest + lines : rest + "\n" + lines;
        }
        if (lines.isEmpty()) {
            return rest;
        }
        String whole = rest.isBlank() ? XML_EMPTY : XML_NOBODY.matcher(rest).replaceFirst("<hosts>\n</hosts>");
        int end = whole.lastIndexOf(XML_END);
        if (end < 0) {
            throw new DriverFailure.Refused(
                    "the exclude file " + path + " has no " + XML_END + "; Sluice does not touch what it cannot read");
        }
        boolean fresh = end == 0 || whole.charAt(end - 1) == '\n';
        return whole.substring(0, end) + (fresh ? "" : "\n") + lines + whole.substring(end);
    }

    private String line(Entry entry) {
        // "--" may not stand in an XML comment, and internationalised names have it.
        String note = entry.mark.text() + " host=" + (xml ? entry.host.replace("--", "-%2D") : entry.host) + " memory="
                + entry.memoryMb + " vcores=" + entry.vcores + " cordoned=" + entry.cordonedAt;
        if (!xml) {
            return (entry.excluded ? entry.host + " " : "") + "# " + note + "\n";
        }
        String exclusion = entry.excluded ? "<host><name>" + entry.host + "</name><timeout>0</timeout></host>" : "";
        return "  <!-- " + note + " -->" + exclusion + "\n";
    }

    /** Latin-1 keeps every byte of what others wrote, whatever its encoding. */
    private String text() {
        try {
            return Files.readString(path, StandardCharsets.ISO_8859_1);
        } catch (NoSuchFileException missing) {
            return "";
        } catch (IOException unreadable) {
            throw new DriverFailure.Unavailable(
                    "the exclude file " + path + " cannot be read: " + unreadable, unreadable);
        }
    }

    private void write(String text) {
        try {
            Path target = Files.exists(path) ? path.toRealPath() : path;
            Path part = target.resolveSibling(target.getFileName() + ".sluice");
            try (FileChannel channel = FileChannel.open(
                    part, StandardOpenOption.CREATE, StandardOpenOption.WRITE, StandardOpenOption.TRUNCATE_EXISTING)) {
                ByteBuffer bytes = ByteBuffer.wrap(text.getBytes(StandardCharsets.ISO_8859_1));
                while (bytes.hasRemaining()) {
                    channel.write(bytes);
                }
                channel.force(true);
            }
            PosixFileAttributeView was = Files.getFileAttributeView(target, PosixFileAttributeView.class);
            if (was != null && Files.exists(target)) {
                Files.setPosixFilePermissions(part, was.readAttributes().permissions());
            }
            Files.move(part, target, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
        } catch (IOException failed) {
            throw new DriverFailure.Unavailable("the exclude file " + path + " cannot be written: " + failed, failed);
        }
    }
}
