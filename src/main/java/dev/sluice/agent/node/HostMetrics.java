package dev.sluice.agent.node;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * The whole machine, from {@code /proc}, in node_exporter's names and units. A file that this kernel does not have leaves
 * its series out; nothing is ever reported as zero for want of data.
 *
 * @see <a href="https://github.com/prometheus/node_exporter">node_exporter</a>
 */
final class HostMetrics implements Measured {

    private static final List<String> CPU_MODES =
            List.of("user", "nice", "system", "idle", "iowait", "irq", "softirq", "steal");
    /** node_exporter's own default for {@code --collector.diskstats.device-exclude}. */
    private static final Pattern NO_DISK = Pattern.compile("(z?ram|loop|fd|(h|s|v|xv)d[a-z]|nvme\\d+n\\d+p)\\d+");
    /** Field of /proc/diskstats after the device's name that holds the milliseconds of doing I/O. */
    private static final int DISK_IO_MILLIS = 9;
    /** Fields of /proc/net/dev between the bytes received and the bytes transmitted. */
    private static final int BETWEEN_BYTES = 7;

    private final ProcFolder proc;

    HostMetrics(ProcFolder proc) {
        this.proc = proc;
    }

    @Override
    public List<Sample> read() {
        List<Sample> samples = new ArrayList<>(128);
        stat(samples);
        memory(samples);
        load(samples);
        disks(samples);
        networks(samples);
        pressure(samples, "cpu", Map.of("some", "node_pressure_cpu_waiting_seconds_total"));
        pressure(
                samples,
                "memory",
                Map.of(
                        "some", "node_pressure_memory_waiting_seconds_total",
                        "full", "node_pressure_memory_stalled_seconds_total"));
        pressure(
                samples,
                "io",
                Map.of(
                        "some", "node_pressure_io_waiting_seconds_total",
                        "full", "node_pressure_io_stalled_seconds_total"));
        return samples;
    }

    private void stat(List<Sample> samples) {
        each("stat", words -> {
            String name = words.next();
            if (name.equals("btime")) {
                samples.add(Sample.of("node_boot_time_seconds", words.nextLong()));
            } else if (name.startsWith("cpu") && name.length() > 3) {
                String cpu = name.substring(3);
                for (String mode : CPU_MODES) {
                    double seconds = words.nextLong() / (double) ProcStat.TICKS_PER_SECOND;
                    samples.add(new Sample("node_cpu_seconds_total", Map.of("cpu", cpu, "mode", mode), seconds));
                }
            }
        });
    }

    private void memory(List<Sample> samples) {
        each("meminfo", words -> {
            switch (words.next()) {
                case "MemTotal:" -> samples.add(Sample.of("node_memory_MemTotal_bytes", words.nextLong() * 1024.0));
                case "MemAvailable:" ->
                    samples.add(Sample.of("node_memory_MemAvailable_bytes", words.nextLong() * 1024.0));
                default -> {
                    // The others are not asked for.
                }
            }
        });
    }

    private void load(List<Sample> samples) {
        each("loadavg", words -> {
            for (String name : List.of("node_load1", "node_load5", "node_load15")) {
                samples.add(Sample.of(name, Double.parseDouble(words.next())));
            }
        });
    }

    private void disks(List<Sample> samples) {
        each("diskstats", words -> {
            words.skip(2);
            String device = words.next();
            if (!NO_DISK.matcher(device).matches()) {
                words.skip(DISK_IO_MILLIS);
                samples.add(Sample.of("node_disk_io_time_seconds_total", "device", device, words.nextLong() / 1000.0));
            }
        });
    }

    private void networks(List<Sample> samples) {
        each("net/dev", words -> {
            String device = words.next();
            // The two lines of headings have no colon at the end of their first word.
            if (device.endsWith(":")) {
                String name = device.substring(0, device.length() - 1);
                samples.add(Sample.of("node_network_receive_bytes_total", "device", name, words.nextLong()));
                words.skip(BETWEEN_BYTES);
                samples.add(Sample.of("node_network_transmit_bytes_total", "device", name, words.nextLong()));
            }
        });
    }

    private void pressure(List<Sample> samples, String resource, Map<String, String> names) {
        each("pressure/" + resource, words -> {
            String name = names.get(words.next());
            if (name != null) {
                words.skip(3);
                String total = words.next();
                samples.add(Sample.of(name, Long.parseLong(total.substring("total=".length())) / 1_000_000.0));
            }
        });
    }

    /** Hands every line to {@code line}; one that is not as expected is left out, as node_exporter does. */
    private void each(String name, Consumer<Words> line) {
        for (String text : proc.lines(name)) {
            try {
                line.accept(new Words(text, 0));
            } catch (IllegalArgumentException | IndexOutOfBoundsException e) {
                // A newer or older kernel writes this line otherwise.
                continue;
            }
        }
    }
}
