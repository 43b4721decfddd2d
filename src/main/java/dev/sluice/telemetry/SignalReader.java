package dev.sluice.telemetry;

import dev.sluice.telemetry.store.Metric;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Series;
import dev.sluice.telemetry.store.Source;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;

/**
 * Forms signals from the series of one source: a value per interval between two samples.
 *
 * <p>No value where the truth is not known: across a gap longer than the maximal age, where a counter fell (it restarted,
 * and what it counted before is lost), across a change of {@code node_boot_time_seconds}, and across an end of the
 * series. So a signal has holes, and never a spike or a zero instead.
 *
 * <p>The formulas are those of the node mixin of node_exporter. Not thread-safe.
 */
final class SignalReader {

    /** A boot time moves a little when the clock is steered; a reboot, or a clock set, moves it more. */
    private static final double SAME_BOOT_SECONDS = 2;

    private final Source source;
    private final long fromMs;
    private final long maxAgeMs;
    private final Samples samples = new Samples();
    private final long[] bootsFrom;
    private final long[] bootsTo;
    /** The newest sample of any series of the signal that has not ended. */
    private long heardMs;

    /** @param fromMs the time of the first point; samples before it only begin intervals */
    SignalReader(Source source, long fromMs, Duration maxAge) {
        this.source = source;
        this.fromMs = fromMs;
        this.maxAgeMs = maxAge.toMillis();
        long[][] boots = boots();
        this.bootsFrom = boots[0];
        this.bootsTo = boots[1];
    }

    /**
     * When the series behind the signal read last were heard last, or {@link Long#MIN_VALUE}. Heard, and yet no value: a
     * counter that has come once, or again after a silence, says nothing before its second sample.
     */
    long heardMs() {
        return heardMs;
    }

    Points read(Signal signal) {
        heardMs = Long.MIN_VALUE;
        return switch (signal) {
            case CPU -> cpu();
            case MEMORY -> memory();
            case DISK -> disk();
            case NETWORK -> network();
            case GPU -> gpu();
            case CPU_PRESSURE -> share(Metric.CPU_WAITING);
            case MEMORY_PRESSURE -> share(Metric.MEMORY_WAITING);
            case IO_PRESSURE -> share(Metric.IO_WAITING);
            case LOAD -> load();
        };
    }

    /** {@code 1 - avg without(cpu) (sum without(mode) (rate(node_cpu_seconds_total{mode=~"idle|iowait|steal"})))}. */
    private Points cpu() {
        Map<String, Grid> cpus = new HashMap<>();
        Map<String, Integer> modes = new HashMap<>();
        for (Metric mode : new Metric[] {Metric.CPU_IDLE, Metric.CPU_IOWAIT, Metric.CPU_STEAL}) {
            for (Series series : source.series(mode)) {
                rates(series, cpus.computeIfAbsent(series.part(), p -> new Grid()), v -> v);
                modes.merge(series.part(), 1, Integer::sum);
            }
        }
        Grid idle = new Grid();
        cpus.forEach((cpu, grid) -> {
            int all = modes.getOrDefault(cpu, 0);
            idle.rewind();
            for (int i = 0; i < grid.size(); i++) {
                // A CPU counts when all its modes have arrived: without iowait it would look busy.
                if (grid.count(i) == all) {
                    idle.add(grid.ms(i), grid.sum(i));
                }
            }
        });
        return mean(idle, v -> 1 - v);
    }

    /** {@code 1 - MemAvailable / MemTotal}, each available with the total of its own time or the one before. */
    private Points memory() {
        Series total = first(Metric.MEMORY_TOTAL);
        Series available = first(Metric.MEMORY_AVAILABLE);
        if (total == null || available == null) {
            return memoryByState();
        }
        Samples totals = new Samples();
        total.copy(fromMs - maxAgeMs, totals);
        copy(available);
        Grid used = new Grid();
        int t = -1;
        for (int i = 0; i < samples.size(); i++) {
            long at = samples.ms(i);
            while (t + 1 < totals.size() && totals.ms(t + 1) <= at) {
                t++;
            }
            boolean known = t >= 0 && !totals.breaks(t) && totals.ms(t) >= at - maxAgeMs && totals.value(t) > 0;
            if (at > fromMs && known && !samples.breaks(i)) {
                used.add(at, 1 - samples.value(i) / totals.value(t));
            }
        }
        return mean(used, v -> v);
    }

    /**
     * {@code used / (used + free + buffered + cached)}, where memory is only told by state. The states of the slab are left
     * out, since the kernel counts them among the others too.
     */
    private Points memoryByState() {
        Grid used = new Grid();
        Grid all = new Grid();
        for (Series series : source.series(Metric.MEMORY_USAGE)) {
            switch (series.part()) {
                case "used" -> {
                    gauge(series, used, v -> v);
                    gauge(series, all, v -> v);
                }
                case "free", "buffered", "cached" -> gauge(series, all, v -> v);
                default -> {}
            }
        }
        Grid share = new Grid();
        int u = 0;
        for (int i = 0; i < all.complete(); i++) {
            while (u < used.size() && used.ms(u) < all.ms(i)) {
                u++;
            }
            if (u < used.size() && used.ms(u) == all.ms(i) && all.count(i) > 1 && all.sum(i) > 0) {
                share.add(all.ms(i), used.sum(u) / all.sum(i));
            }
        }
        return mean(share, v -> v);
    }

    /** The busiest device's {@code rate(node_disk_io_time_seconds_total)}. */
    private Points disk() {
        Grid busy = new Grid();
        for (Series series : source.series(Metric.DISK_IO_TIME)) {
            rates(series, busy, v -> v);
        }
        return max(busy);
    }

    /** The busiest device's {@code max(receive, transmit) / speed}; a device of unknown speed does not count. */
    private Points network() {
        Map<String, Double> speeds = new HashMap<>();
        for (Series series : source.series(Metric.NETWORK_SPEED)) {
            copy(series);
            // Virtual devices report -1 Mbit/s.
            if (!samples.ended() && samples.value(samples.size() - 1) > 0) {
                speeds.put(series.part(), samples.value(samples.size() - 1));
            }
        }
        heardMs = Long.MIN_VALUE;
        Grid share = new Grid();
        for (Metric direction : new Metric[] {Metric.NETWORK_RECEIVE, Metric.NETWORK_TRANSMIT}) {
            for (Series series : source.series(direction)) {
                Double speed = speeds.get(series.part());
                if (speed != null) {
                    rates(series, share, v -> v / speed);
                }
            }
        }
        return max(share);
    }

    /** The mean over the GPUs. */
    private Points gpu() {
        Grid busy = new Grid();
        for (Series series : source.series(Metric.GPU_PERCENT)) {
            gauge(series, busy, v -> v / 100);
        }
        for (Series series : source.series(Metric.GPU_DUTY_CYCLE)) {
            gauge(series, busy, v -> v / 100);
        }
        for (Series series : source.series(Metric.GPU_RATIO)) {
            gauge(series, busy, v -> v);
        }
        return mean(busy, v -> v);
    }

    /** Seconds of waiting per second. */
    private Points share(Metric metric) {
        Grid waiting = new Grid();
        Series series = first(metric);
        if (series != null) {
            rates(series, waiting, v -> v);
        }
        return max(waiting);
    }

    private Points load() {
        Grid load = new Grid();
        Series series = first(Metric.LOAD1);
        if (series != null) {
            gauge(series, load, v -> v);
        }
        return points(load, load.complete(), i -> load.sum(i));
    }

    private @org.jspecify.annotations.Nullable Series first(Metric metric) {
        for (Series series : source.series(metric)) {
            return series;
        }
        return null;
    }

    private void copy(Series series) {
        samples.clear();
        series.copy(fromMs - maxAgeMs, samples);
        if (!samples.ended()) {
            heardMs = Math.max(heardMs, samples.ms(samples.size() - 1));
        }
    }

    private void gauge(Series series, Grid into, DoubleUnaryOperator scale) {
        copy(series);
        into.rewind();
        for (int i = 0; i < samples.size(); i++) {
            if (samples.ms(i) > fromMs && !samples.breaks(i)) {
                into.add(samples.ms(i), scale.applyAsDouble(samples.value(i)));
            }
        }
    }

    /** Adds the rate per second of each sound interval, at its end. */
    private void rates(Series series, Grid into, DoubleUnaryOperator scale) {
        copy(series);
        into.rewind();
        int before = -1;
        for (int i = 0; i < samples.size(); i++) {
            if (samples.breaks(i)) {
                before = -1;
                continue;
            }
            if (before >= 0 && samples.ms(i) > fromMs) {
                long span = samples.ms(i) - samples.ms(before);
                double grown = samples.value(i) - samples.value(before);
                if (grown >= 0 && span <= maxAgeMs && !rebooted(samples.ms(before), samples.ms(i))) {
                    into.add(samples.ms(i), scale.applyAsDouble(grown * 1000 / span));
                }
            }
            before = i;
        }
    }

    private boolean rebooted(long from, long to) {
        for (int i = 0; i < bootsFrom.length; i++) {
            if (bootsTo[i] > from && bootsFrom[i] < to) {
                return true;
            }
        }
        return false;
    }

    /** Between which two samples each change of the boot time lies. */
    private long[][] boots() {
        long[][] found = {new long[0], new long[0]};
        Series series = first(Metric.BOOT_TIME);
        if (series == null) {
            return found;
        }
        copy(series);
        int before = -1;
        for (int i = 0; i < samples.size(); i++) {
            if (samples.breaks(i)) {
                continue;
            }
            if (before >= 0 && Math.abs(samples.value(i) - samples.value(before)) > SAME_BOOT_SECONDS) {
                found[0] = with(found[0], samples.ms(before));
                found[1] = with(found[1], samples.ms(i));
            }
            before = i;
        }
        return found;
    }

    private static long[] with(long[] array, long last) {
        long[] longer = Arrays.copyOf(array, array.length + 1);
        longer[array.length] = last;
        return longer;
    }

    private interface At {
        double value(int i);
    }

    private Points mean(Grid grid, DoubleUnaryOperator of) {
        return points(grid, grid.complete(), i -> clamp(of.applyAsDouble(grid.sum(i) / grid.count(i))));
    }

    private Points max(Grid grid) {
        return points(grid, grid.complete(), i -> clamp(grid.max(i)));
    }

    private Points points(Grid grid, int size, At at) {
        long[] ms = new long[size];
        double[] values = new double[size];
        for (int i = 0; i < size; i++) {
            ms[i] = grid.ms(i);
            values[i] = at.value(i);
        }
        return new Points(ms, values, heardMs == Long.MIN_VALUE);
    }

    /** Rounding of the kernel's counters makes a busy second a little more than one. */
    private static double clamp(double share) {
        return Math.max(0, Math.min(1, share));
    }
}
