package dev.sluice.telemetry.store;

import dev.sluice.fleet.NodeId;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The hot hour of every node, in memory and bounded.
 *
 * <p>Thread-safe. A sample of a known series takes no lock but the series' own; one lock guards first sight of a series
 * and forgetting.
 */
public final class HotStore {

    /** Tells the prints of series that feed no signal from other keys. */
    private static final long OTHERS = 3;

    private final Limits limits;
    private final NodeNames names;
    private final long seed;
    private final SeriesIndex index;
    private final Blocks blocks;
    private final Map<NodeId, NodeSources> nodes = new ConcurrentHashMap<>();
    private final ReentrantLock lock = new ReentrantLock();
    /** CPUs and devices are called the same on most nodes; one text for all. Under the lock. */
    private final Map<String, String> parts = new HashMap<>();

    private final AtomicInteger series = new AtomicInteger();

    /**
     * What the store may hold.
     *
     * @param series in all
     * @param seriesPerNode so that one odd node cannot take the place of the others
     * @param sourcesPerNode exporters times senders
     * @param bytes of samples, beyond the first blocks of each series
     * @param hot how long samples are kept, and silent series remembered
     * @param keepAll whether series that feed no signal are stored too
     */
    public record Limits(
            int series, int seriesPerNode, int sourcesPerNode, long bytes, Duration hot, boolean keepAll) {}

    /** @param seed secret and random, so that nobody can make two series collide */
    public HotStore(Limits limits, NodeNames names, long seed) {
        this.limits = limits;
        this.names = names;
        this.seed = seed;
        // Twice the series: each may come by two ways. And room for what is known not to be kept.
        this.index = new SeriesIndex((int) Math.min(1 << 28, 2L * limits.series() + 65_536));
        this.blocks = new Blocks((long) PackedSamples.ALWAYS * limits.series(), limits.bytes() / Blocks.BYTES);
    }

    /** A new empty batch; reuse it, one per thread. */
    public Batch batch() {
        return new Batch(this);
    }

    /** The sources of one node, empty for a node never heard of. */
    public List<Source> sources(NodeId node) {
        NodeSources known = nodes.get(node);
        return known == null ? List.of() : known.sources();
    }

    /** How many series are stored. */
    public int series() {
        return series.get();
    }

    /** Every node that has a series. */
    public Set<NodeId> nodeIds() {
        return Set.copyOf(nodes.keySet());
    }

    /** How many nodes have a series. */
    public int nodes() {
        return nodes.size();
    }

    /** What the series and their samples take of the heap, about. */
    public long bytes() {
        return (long) blocks.used() * Blocks.BYTES + (long) series.get() * Series.BYTES;
    }

    /** When the oldest and the newest sample were taken, in ms since 1970; empty when there is none. Walks all series. */
    public Optional<Span> span() {
        long oldest = Long.MAX_VALUE;
        long newest = Long.MIN_VALUE;
        for (NodeSources node : nodes.values()) {
            for (Source source : node.sources()) {
                for (Series one : source.all()) {
                    oldest = Math.min(oldest, one.oldestMs());
                    newest = Math.max(newest, one.newestMs());
                }
            }
        }
        return oldest > newest ? Optional.empty() : Optional.of(new Span(oldest, newest));
    }

    /** From one time to another, in ms since 1970. */
    public record Span(long oldestMs, long newestMs) {}

    /** Forgets every series that has been silent for longer than the hot time. */
    public void forget(long nowMs) {
        long before = nowMs - limits.hot().toMillis();
        locked(() -> {
            int forgotten = 0;
            for (NodeSources node : nodes.values()) {
                forgotten += node.forget(before);
            }
            if (forgotten > 0) {
                parts.clear();
                nodes.values().removeIf(n -> n.series() == 0);
                series.addAndGet(-forgotten);
                index.retain(s -> !s.forgotten());
            }
            return forgotten;
        });
    }

    SeriesKey newKey() {
        return new SeriesKey(seed);
    }

    Limits limits() {
        return limits;
    }

    @Nullable
    Series find(long hi, long lo) {
        return index.find(hi, lo);
    }

    /**
     * The slow way: makes the series, or finds that another key already leads to it, or that it is not to be kept.
     *
     * @throws BadSeries when a cap is reached
     */
    Series learn(SeriesKey key, LabelSet labels, Origin origin) {
        return locked(() -> {
            Series known = index.find(key.hi(), key.lo());
            if (known == null) {
                known = resolve(labels, origin);
                index.put(key, known);
            }
            return known;
        });
    }

    private Series resolve(LabelSet labels, Origin origin) {
        Optional<Metric> metric = KeepList.metric(labels);
        if (metric.isEmpty() && !limits.keepAll()) {
            return Series.NOT_KEPT;
        }
        Optional<NodeId> id = names.of(labels);
        if (id.isEmpty()) {
            return Series.NO_NODE;
        }
        NodeSources node = nodes.get(id.get());
        if (node == null) {
            // Only kept once a series of it has passed the caps.
            node = new NodeSources();
        }
        Series made =
                metric.isPresent() ? ofSignal(node, metric.get(), labels, origin) : ofNoSignal(node, labels, origin);
        nodes.putIfAbsent(id.get(), node);
        return made;
    }

    private Series ofSignal(NodeSources node, Metric metric, LabelSet labels, Origin by) {
        Origin origin = by == Origin.REMOTE_WRITE && labels.value("job").equals("sluice-agent") ? Origin.AGENT : by;
        String identity = identity(metric, labels);
        Optional<Source> source = node.source(origin, identity);
        String partLabel = metric.partLabel();
        String part = partLabel == null ? "" : labels.value(partLabel);
        if (source.isPresent()) {
            for (Series known : source.get().series(metric)) {
                if (known.part().equals(part)) {
                    return known;
                }
            }
        } else if (node.sources().size() >= limits.sourcesPerNode()) {
            throw labels.bad(
                    Rejection.SOURCE_LIMIT,
                    "its node is fed by " + limits.sourcesPerNode()
                            + " sources already (sluice.telemetry.store.max-sources-per-node)");
        }
        Series made = room(node, labels, part);
        source.orElseGet(() -> node.addSource(origin, identity)).add(metric, made);
        return made;
    }

    private Series ofNoSignal(NodeSources node, LabelSet labels, Origin origin) {
        byte[] text = (origin.text() + ' ' + labels.canonical()).getBytes(StandardCharsets.UTF_8);
        SeriesKey key = newKey();
        key.of(OTHERS, text, 0, text.length);
        NodeSources.Print print = new NodeSources.Print(key.hi(), key.lo());
        Optional<Series> known = node.other(print);
        if (known.isPresent()) {
            return known.get();
        }
        Series made = room(node, labels, "");
        node.addOther(print, made);
        return made;
    }

    private Series room(NodeSources node, LabelSet labels, String part) {
        if (node.series() >= limits.seriesPerNode()) {
            throw labels.bad(
                    Rejection.NODE_SERIES_LIMIT,
                    "its node has " + limits.seriesPerNode()
                            + " series already (sluice.telemetry.store.max-series-per-node)");
        }
        if (series.get() >= limits.series()) {
            throw labels.bad(
                    Rejection.SERIES_LIMIT,
                    "the store has " + limits.series() + " series already (sluice.telemetry.store.max-series)");
        }
        node.counted();
        series.incrementAndGet();
        return new Series(parts.computeIfAbsent(part, p -> p), blocks);
    }

    private static String identity(Metric metric, LabelSet labels) {
        StringBuilder text = new StringBuilder();
        for (int i = 0; i < labels.size(); i++) {
            String name = labels.name(i);
            if (!name.equals(LabelSet.NAME) && !metric.owns(name)) {
                text.append(text.isEmpty() ? "" : ",").append(name).append('=').append(labels.valueAt(i));
            }
        }
        return text.toString();
    }

    private <T> T locked(Supplier<T> work) {
        lock.lock();
        try {
            return work.get();
        } finally {
            lock.unlock();
        }
    }
}
