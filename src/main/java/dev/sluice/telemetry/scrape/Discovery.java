package dev.sluice.telemetry.scrape;

import dev.sluice.time.Timers;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import java.io.IOException;
import java.net.URI;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jboss.logging.Logger;

/**
 * Finds exporters in files and at addresses, again and again. A list that cannot be read, or is wrong, leaves what it said
 * before as it was, and is told of once; a file that is gone lists nothing.
 */
final class Discovery {

    private static final Logger LOG = Logger.getLogger(Discovery.class);

    private final List<String> files;
    private final List<URI> urls;
    private final Vertx vertx;
    private final Exporters client;
    private final Consumer<List<ScrapeTarget>> found;
    private final Map<String, List<ScrapeTarget>> lists = new TreeMap<>();
    private final Map<String, String> problems = new ConcurrentHashMap<>();
    private Timers.Handle timer = () -> {};

    /** @param found is given every exporter of every list, each time any has been read */
    Discovery(List<String> files, List<URI> urls, Vertx vertx, Exporters client, Consumer<List<ScrapeTarget>> found) {
        this.files = List.copyOf(files);
        this.urls = List.copyOf(urls);
        this.vertx = vertx;
        this.client = client;
        this.found = found;
    }

    void start(Timers timers, Duration period) {
        if (files.isEmpty() && urls.isEmpty()) {
            return;
        }
        look();
        timer = timers.every(period, this::look);
    }

    void stop() {
        timer.cancel();
    }

    /** How many lists cannot be used as they are. */
    int problems() {
        return problems.size();
    }

    private void look() {
        vertx.executeBlocking(
                        () -> {
                            readFiles();
                            return "";
                        },
                        false)
                .onFailure(e -> problem("sluice.telemetry.scrape.files", e));
        for (URI url : urls) {
            Future<byte[]> list = client.list(url);
            list.onSuccess(bytes -> read(url.toString(), bytes)).onFailure(e -> problem(url.toString(), e));
        }
    }

    private void readFiles() {
        Set<String> present = new HashSet<>();
        for (String pattern : files) {
            for (Path file : matching(pattern)) {
                present.add(file.toString());
                try {
                    read(file.toString(), Files.readAllBytes(file));
                } catch (IOException e) {
                    problem(file.toString(), e);
                }
            }
        }
        synchronized (lists) {
            Set<String> addresses = new HashSet<>();
            urls.forEach(u -> addresses.add(u.toString()));
            lists.keySet().removeIf(name -> !addresses.contains(name) && !present.contains(name));
        }
        tell();
    }

    /** The files that a name stands for; a {@code *} is only looked for in its last part. */
    private List<Path> matching(String pattern) {
        Path path = Path.of(pattern).toAbsolutePath();
        Path folder = path.getParent();
        if (folder == null || !pattern.contains("*")) {
            return Files.exists(path) ? List.of(path) : List.of();
        }
        List<Path> matching = new ArrayList<>();
        try (DirectoryStream<Path> files =
                Files.newDirectoryStream(folder, path.getFileName().toString())) {
            files.forEach(matching::add);
        } catch (IOException e) {
            problem(pattern, e);
        }
        return matching;
    }

    private void read(String where, byte[] text) {
        try {
            List<ScrapeTarget> targets = TargetList.parse(where, text);
            synchronized (lists) {
                lists.put(where, targets);
            }
            if (problems.remove(where) != null) {
                LOG.infof("%s can be read again", where);
            }
            tell();
        } catch (IllegalArgumentException e) {
            problem(where, e);
        }
    }

    private void tell() {
        List<ScrapeTarget> all = new ArrayList<>();
        synchronized (lists) {
            lists.values().forEach(all::addAll);
        }
        found.accept(all);
    }

    private void problem(String where, Throwable failure) {
        String why = String.valueOf(failure.getMessage());
        if (!why.equals(problems.put(where, why))) {
            LOG.warnf("Exporters listed in %s stay as they were: %s", where, why);
        }
    }
}
