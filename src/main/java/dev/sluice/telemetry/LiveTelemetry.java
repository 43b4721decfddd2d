package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.NodeSignals.Dimension;
import dev.sluice.telemetry.NodeSignals.Reading;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Series;
import dev.sluice.telemetry.store.Source;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.LongStream;

/**
 * Node signals from the hot store. Each dimension is read from the first source that has it fresh: a scrape before remote
 * write before the agent, so that two sources never mix in one figure. A node is unknown while one of its dimensions is heard
 * and has no value yet: without it, the others would make a busy node look idle.
 *
 * <p>What was formed once is given again until a sample comes or something is too old to count, so that whoever looks every
 * second pays for what is new. Thread-safe, and no lock but those of the series.
 */
@ApplicationScoped
class LiveTelemetry implements Telemetry {

    /** Two thirds of the time the node is below it: neither the mean, which hides bursts, nor the peak. */
    private static final double QUANTILE = 0.66;

    private static final Comparator<Source> RANK =
            Comparator.comparing(Source::origin).thenComparing(Source::identity);

    private final HotStore store;
    private final Duration window;
    private final Duration maxAge;
    private final Map<NodeId, Formed> formed = new ConcurrentHashMap<>();

    /**
     * Signals, and for how long they hold.
     *
     * @param mark of the sources that they were formed from
     * @param fromMs when they were formed
     * @param untilMs the last moment at which all that is fresh in them still is
     */
    private record Formed(NodeSignals signals, long mark, long fromMs, long untilMs) {

        boolean holds(long nowMark, long nowMs) {
            return mark == nowMark && fromMs <= nowMs && nowMs <= untilMs;
        }
    }

    @Inject
    LiveTelemetry(HotStore store, TelemetryConfig config) {
        this(store, config.window(), config.maxAge());
    }

    LiveTelemetry(HotStore store, Duration window, Duration maxAge) {
        this.store = store;
        this.window = window;
        this.maxAge = maxAge;
    }

    @Override
    public NodeSignals signals(NodeId node, Instant now) {
        List<Source> sources = ranked(node);
        if (sources.isEmpty()) {
            formed.remove(node);
            return NodeSignals.unknown(node);
        }
        long nowMs = now.toEpochMilli();
        long mark = sources.stream().mapToLong(Source::mark).sum();
        Formed known = formed.get(node);
        if (known != null && known.holds(mark, nowMs)) {
            return known.signals();
        }
        // With the mark taken before, so that what comes while they are formed is seen next time.
        NodeSignals signals = form(node, now);
        long untilMs = newestMs(sources)
                .filter(ms -> ms >= nowMs - maxAge.toMillis())
                .min()
                .orElse(nowMs);
        formed.put(node, new Formed(signals, mark, nowMs, untilMs + maxAge.toMillis()));
        return signals;
    }

    /** Reads the window anew. */
    NodeSignals form(NodeId node, Instant now) {
        long oldestMs = now.toEpochMilli() - maxAge.toMillis();
        List<Source> fresh =
                ranked(node).stream().filter(s -> newestMs(s) >= oldestMs).toList();
        Map<Dimension, Reading> readings = new EnumMap<>(Dimension.class);
        Set<Dimension> awaited = EnumSet.noneOf(Dimension.class);
        long newest = Long.MIN_VALUE;
        for (Source source : fresh) {
            SignalReader reader = new SignalReader(source, now.minus(window).toEpochMilli(), maxAge);
            boolean speaks = false;
            for (Dimension dimension : Dimension.values()) {
                Optional<Reading> reading =
                        readings.containsKey(dimension) ? Optional.empty() : reading(reader, dimension, oldestMs);
                if (reading.isPresent()) {
                    readings.put(dimension, reading.get());
                    speaks = true;
                } else if (!readings.containsKey(dimension) && reader.heardMs() >= oldestMs) {
                    awaited.add(dimension);
                }
            }
            if (speaks) {
                newest = Math.max(newest, newestMs(source));
            }
        }
        if (readings.isEmpty() || !readings.keySet().containsAll(awaited)) {
            return NodeSignals.unknown(node);
        }
        List<String> sources =
                fresh.stream().map(Source::origin).distinct().map(Origin::text).toList();
        return new NodeSignals(node, readings, Optional.of(Instant.ofEpochMilli(newest)), sources);
    }

    /** The newest value of each signal, of the first source that has it fresh; for people. */
    List<NodeReport.Figure> figures(NodeId node, Instant now) {
        long oldestMs = now.toEpochMilli() - maxAge.toMillis();
        Map<Signal, NodeReport.Figure> figures = new EnumMap<>(Signal.class);
        for (Source source : ranked(node)) {
            SignalReader reader = new SignalReader(source, now.minus(window).toEpochMilli(), maxAge);
            for (Signal signal : Signal.values()) {
                Points points = figures.containsKey(signal) ? Points.NONE : reader.read(signal);
                if (!points.ended() && points.newestMs() >= oldestMs) {
                    long age = Math.max(0, now.toEpochMilli() - points.newestMs()) / 1000;
                    figures.put(
                            signal,
                            new NodeReport.Figure(
                                    signal.text(),
                                    signal.unit(),
                                    points.newest(),
                                    age,
                                    source.origin().text()));
                }
            }
        }
        return List.copyOf(figures.values());
    }

    /** Every node that has a series. */
    Set<NodeId> nodes() {
        return store.nodeIds();
    }

    /** One signal from {@code from} on, of the first source that has any of it; for charts. */
    Points series(NodeId node, Signal signal, Instant from) {
        return ranked(node).stream()
                .map(s -> new SignalReader(s, from.toEpochMilli(), maxAge).read(signal))
                .filter(p -> p.size() > 0)
                .findFirst()
                .orElse(Points.NONE);
    }

    private List<Source> ranked(NodeId node) {
        return store.sources(node).stream().sorted(RANK).toList();
    }

    private static long newestMs(Source source) {
        return newestMs(List.of(source)).max().orElse(Long.MIN_VALUE);
    }

    /** When each series was heard last. */
    private static LongStream newestMs(List<Source> sources) {
        return sources.stream().flatMap(s -> s.all().stream()).mapToLong(Series::newestMs);
    }

    private static Optional<Reading> reading(SignalReader reader, Dimension dimension, long oldestMs) {
        Signal signal =
                switch (dimension) {
                    case CPU -> Signal.CPU;
                    case MEMORY -> Signal.MEMORY;
                    case DISK -> Signal.DISK;
                    case NETWORK -> Signal.NETWORK;
                    case GPU -> Signal.GPU;
                };
        Points points = reader.read(signal);
        if (points.ended() || points.newestMs() < oldestMs) {
            return Optional.empty();
        }
        return Optional.of(
                new Reading(points.quantile(QUANTILE), points.newest(), stalled(reader, dimension, oldestMs)));
    }

    private static OptionalDouble stalled(SignalReader reader, Dimension dimension, long oldestMs) {
        Points waiting =
                switch (dimension) {
                    case CPU -> reader.read(Signal.CPU_PRESSURE);
                    case MEMORY -> reader.read(Signal.MEMORY_PRESSURE);
                    case DISK -> reader.read(Signal.IO_PRESSURE);
                    case NETWORK, GPU -> Points.NONE;
                };
        return waiting.ended() || waiting.newestMs() < oldestMs
                ? OptionalDouble.empty()
                : OptionalDouble.of(waiting.quantile(QUANTILE));
    }
}
