package dev.sluice.telemetry.store;

import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** Everything that is stored of one node. Reading the sources is free for any thread; the store writes under its lock. */
final class NodeSources {

    /** Stands for the labels of a series, whichever way they came. */
    record Print(long hi, long lo) {}

    /** Series that feed no signal; only filled when everything is kept. */
    private final Map<Print, Series> others = new HashMap<>();

    private volatile List<Source> sources = List.of();
    private int series;

    List<Source> sources() {
        return sources;
    }

    int series() {
        return series;
    }

    Optional<Source> source(Origin origin, String identity) {
        return sources.stream()
                .filter(s -> s.origin() == origin && s.identity().equals(identity))
                .findFirst();
    }

    Source addSource(Origin origin, String identity) {
        Source source = new Source(origin, identity);
        sources = Stream.concat(sources.stream(), Stream.of(source)).toList();
        return source;
    }

    Optional<Series> other(Print labels) {
        return Optional.ofNullable(others.get(labels));
    }

    void addOther(Print labels, Series added) {
        others.put(labels, added);
    }

    void counted() {
        series++;
    }

    /** Forgets what has been silent since {@code beforeMs}; how many. */
    int forget(long beforeMs) {
        int forgotten = 0;
        for (Source source : sources) {
            forgotten += source.forget(beforeMs);
        }
        for (Iterator<Series> i = others.values().iterator(); i.hasNext(); ) {
            Series other = i.next();
            if (other.arrivedMs() < beforeMs) {
                other.forget();
                i.remove();
                forgotten++;
            }
        }
        if (forgotten > 0) {
            sources = sources.stream().filter(s -> !s.isEmpty()).toList();
        }
        series -= forgotten;
        return forgotten;
    }
}
