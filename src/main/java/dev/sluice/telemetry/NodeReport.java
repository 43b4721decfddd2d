package dev.sluice.telemetry;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.scrape.TargetHealth;
import dev.sluice.telemetry.store.Metric;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Series;
import dev.sluice.telemetry.store.Source;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * How a node's metrics come in, and what happened to them in the hot hour, for people.
 *
 * @param state the word for it
 * @param says the same in a sentence
 * @param signals those that have a fresh value
 * @param events newest first
 */
public record NodeReport(
        String node,
        State state,
        String says,
        List<Figure> signals,
        List<Feed> feeds,
        List<Target> targets,
        List<Event> events) {

    private static final int MOST_EVENTS = 20;

    /** A boot time moves a little when the clock is steered. */
    private static final double SAME_BOOT_SECONDS = 2;

    /** How a node's metrics come in. */
    public enum State {
        /** Fresh samples. */
        LIVE,
        /** There were samples, and there are no fresh ones: the node is UNKNOWN. */
        SILENT,
        /** There never was one, as far as is remembered. */
        NEVER_HEARD
    }

    /**
     * The newest value of one signal.
     *
     * @param unit {@code ratio}, 0 to 1, or {@code tasks}
     * @param age seconds since the newest sample behind it was taken
     * @param origin who told it
     */
    public record Figure(String signal, String unit, double value, long age, String origin) {}

    /**
     * One source of samples.
     *
     * @param age seconds since its newest sample was taken
     */
    public record Feed(String origin, String identity, int series, long age) {}

    /** One exporter that is read. */
    public record Target(
            String url,
            boolean up,
            @Nullable Instant succeeded,
            long samples,
            @Nullable String problem) {}

    /** Something that happened. */
    public record Event(Instant at, String what) {}

    public NodeReport {
        signals = List.copyOf(signals);
        feeds = List.copyOf(feeds);
        targets = List.copyOf(targets);
        events = List.copyOf(events);
    }

    static NodeReport of(
            NodeId node,
            List<Figure> signals,
            List<Source> sources,
            List<TargetHealth> health,
            Instant now,
            Duration maxAge) {
        List<Feed> feeds = new ArrayList<>();
        List<Event> events = new ArrayList<>();
        for (Source source : sources) {
            List<Series> all = source.all();
            all.stream().mapToLong(Series::newestMs).max().ifPresent(newest -> {
                feeds.add(new Feed(source.origin().text(), source.identity(), all.size(), seconds(newest, now)));
                events.addAll(events(source, all, newest, now, maxAge));
            });
        }
        events.sort(Comparator.comparing(Event::at).reversed());
        Optional<Long> youngest = feeds.stream().map(Feed::age).min(Comparator.naturalOrder());
        State state = youngest.map(age -> age <= maxAge.toSeconds() ? State.LIVE : State.SILENT)
                .orElse(State.NEVER_HEARD);
        String says =
                switch (state) {
                    case LIVE -> "Its newest sample is " + youngest.orElse(0L) + " s old.";
                    case SILENT ->
                        "Without a sample for " + youngest.orElse(0L) + " s it is unknown, which is not idle; "
                                + behind(sources).orElse("look at its exporter, its network and the sender.");
                    case NEVER_HEARD ->
                        "No sample has named it yet; see whether its exporter or sender calls it by this name.";
                };
        return new NodeReport(
                node.value(),
                state,
                says,
                signals,
                feeds,
                health.stream().map(NodeReport::target).toList(),
                events.stream().limit(MOST_EVENTS).toList());
    }

    private static Target target(TargetHealth health) {
        return new Target(
                health.url().toString(),
                health.up(),
                health.succeeded().orElse(null),
                health.samples(),
                health.problem().orElse(null));
    }

    private static Optional<String> behind(List<Source> sources) {
        return sources.stream()
                .flatMap(s -> s.all().stream())
                .map(Series::behindSeconds)
                .filter(s -> s > 0)
                .max(Comparator.naturalOrder())
                .map(s -> "samples come that are " + s
                        + " s older than the newest: a clock was set back, and they count once they are newer.");
    }

    private static List<Event> events(Source source, List<Series> all, long newest, Instant now, Duration maxAge) {
        List<Event> events = new ArrayList<>();
        String who = source.origin().text();
        Samples samples = new Samples();
        for (Series boot : source.series(Metric.BOOT_TIME)) {
            samples.clear();
            boot.copy(0, samples);
            for (int i = 1; i < samples.size(); i++) {
                if (Math.abs(samples.value(i) - samples.value(i - 1)) > SAME_BOOT_SECONDS) {
                    Instant booted = Instant.ofEpochSecond((long) samples.value(i));
                    events.add(new Event(
                            at(samples, i), "It rebooted at " + booted + ", or its clock was set (" + who + ")."));
                }
            }
        }
        gaps(all, maxAge)
                .ifPresent(gap -> events.add(new Event(
                        gap.until(), "It was silent for " + gap.length().toSeconds() + " s (" + who + ").")));
        if (all.stream().allMatch(NodeReport::ended)) {
            events.add(new Event(
                    Instant.ofEpochMilli(newest), "Its sender said that the exporter is gone (" + who + ")."));
        } else if (seconds(newest, now) > maxAge.toSeconds()) {
            events.add(new Event(Instant.ofEpochMilli(newest), "It fell silent (" + who + ")."));
        }
        return events;
    }

    private record Gap(Instant until, Duration length) {}

    /** The longest time without a sample, by the series that has been there longest. */
    private static Optional<Gap> gaps(List<Series> all, Duration maxAge) {
        Samples longest = new Samples();
        for (Series series : all) {
            Samples samples = new Samples();
            series.copy(0, samples);
            longest = samples.size() > longest.size() ? samples : longest;
        }
        Gap found = new Gap(Instant.EPOCH, maxAge);
        for (int i = 1; i < longest.size(); i++) {
            Duration length = Duration.ofMillis(longest.ms(i) - longest.ms(i - 1));
            found = length.compareTo(found.length()) > 0 ? new Gap(at(longest, i), length) : found;
        }
        return found.until().equals(Instant.EPOCH) ? Optional.empty() : Optional.of(found);
    }

    private static boolean ended(Series series) {
        Samples samples = new Samples();
        series.copy(0, samples);
        return samples.ended();
    }

    private static Instant at(Samples samples, int i) {
        return Instant.ofEpochMilli(samples.ms(i));
    }

    private static long seconds(long ms, Instant now) {
        return Math.max(0, (now.toEpochMilli() - ms) / 1000);
    }
}
