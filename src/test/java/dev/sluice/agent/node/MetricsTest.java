package dev.sluice.agent.node;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MetricsTest {

    private final Path proc;

    MetricsTest(@TempDir Path proc) {
        this.proc = proc;
    }

    private long nanos;
    private OptionalLong root = OptionalLong.of(10);

    @Test
    void readsTheHostInNodeExportersNames() throws IOException {
        // Given
        file("stat", """
                cpu  300 20 30 4000 50 6 7 8 0 0
                cpu0 100 10 15 2000 25 3 4 5 0 0
                cpu1 200 10 15 2000 25 3 3 3 0 0
                intr 1 2 3
                btime 1795404451
                """);
        file("meminfo", "MemTotal:       16316412 kB\nMemFree: 1 kB\nMemAvailable:   8000000 kB\n");
        file("loadavg", "0.50 0.40 0.30 1/200 4711\n");
        file("diskstats", """
                   8       0 sda 1 2 3 4 5 6 7 8 9 1234 11 0 0 0 0 0 0
                   8       1 sda1 1 2 3 4 5 6 7 8 9 1 11
                   7       0 loop0 1 2 3 4 5 6 7 8 9 1 11
                 259       0 nvme0n1 1 2 3 4 5 6 7 8 9 500 11
                """);
        file("net/dev", """
                Inter-|   Receive                                                |  Transmit
                 face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets
                    lo:  100 1 0 0 0 0 0 0  100 1 0 0 0 0 0 0
                  eth0:  123456 1 0 0 0 0 0 0  654321 1 0 0 0 0 0 0
                """);
        file("pressure/cpu", "some avg10=0.00 avg60=0.00 avg300=0.00 total=1500000\n");
        file("pressure/memory", """
                some avg10=0.00 avg60=0.00 avg300=0.00 total=2000000
                full avg10=0.00 avg60=0.00 avg300=0.00 total=1000000
                """);

        // When
        Map<String, Double> values = values(new HostMetrics(new ProcFolder(proc)).read());

        // Then
        assertThat(values)
                .containsEntry("node_cpu_seconds_total{cpu=0, mode=user}", 1.0)
                .containsEntry("node_cpu_seconds_total{cpu=1, mode=idle}", 20.0)
                .containsEntry("node_cpu_seconds_total{cpu=1, mode=steal}", 0.03)
                .containsEntry("node_boot_time_seconds", 1795404451.0)
                .containsEntry("node_memory_MemTotal_bytes", 16316412.0 * 1024)
                .containsEntry("node_memory_MemAvailable_bytes", 8000000.0 * 1024)
                .containsEntry("node_load1", 0.5)
                .containsEntry("node_load15", 0.3)
                .containsEntry("node_disk_io_time_seconds_total{device=sda}", 1.234)
                .containsEntry("node_disk_io_time_seconds_total{device=nvme0n1}", 0.5)
                .containsEntry("node_network_receive_bytes_total{device=eth0}", 123456.0)
                .containsEntry("node_network_transmit_bytes_total{device=eth0}", 654321.0)
                .containsEntry("node_pressure_cpu_waiting_seconds_total", 1.5)
                .containsEntry("node_pressure_memory_waiting_seconds_total", 2.0)
                .containsEntry("node_pressure_memory_stalled_seconds_total", 1.0)
                .doesNotContainKey("node_disk_io_time_seconds_total{device=sda1}")
                .doesNotContainKey("node_disk_io_time_seconds_total{device=loop0}")
                .doesNotContainKey("node_pressure_io_waiting_seconds_total");
    }

    @Test
    void whatTheKernelDoesNotTellIsAbsentAndNotZero() throws IOException {
        assertThat(new HostMetrics(new ProcFolder(proc)).read()).isEmpty();
        file("stat", "cpu0 1 2\nbtime\nbtime x\n");
        file("meminfo", "MemTotal:\nMemAvailable: lots kB\n");
        file("pressure/cpu", "some avg10=0\nsome a b c d\n");
        assertThat(values(new HostMetrics(new ProcFolder(proc)).read()))
                .doesNotContainKeys("node_boot_time_seconds", "node_memory_MemTotal_bytes");
    }

    @Test
    void readsThisMachine() {
        Map<String, Double> values = values(new HostMetrics(ProcFolder.HOST).read());
        assertThat(values.get("node_memory_MemTotal_bytes")).isGreaterThan(1e6);
        assertThat(values.get("node_boot_time_seconds")).isGreaterThan(1.6e9);
        assertThat(values).containsKey("node_cpu_seconds_total{cpu=0, mode=idle}");
    }

    @Test
    void countsTheWorkersTreeAsIfItWereTheMachine() throws IOException {
        // Given
        process(10, 1, 100, 50, 1, 1024);
        process(11, 10, 40, 0, 2, 2048);
        process(99, 1, 9999, 9999, 3, 9999);
        WorkerMetrics metrics = metrics(2);

        // When
        nanos = 10_000_000_000L;
        Map<String, Double> first = values(metrics.read());

        // Then: 1.4 s user and 0.5 s system of 20 s on 2 cores
        assertThat(sum(first, "user")).isEqualTo(1.4);
        assertThat(sum(first, "system")).isEqualTo(0.5);
        assertThat(sum(first, "idle")).isEqualTo(18.1);
        assertThat(first)
                .containsEntry("node_memory_MemTotal_bytes", 8e9)
                .containsEntry("node_memory_MemAvailable_bytes", 8e9 - 3072 * 1024)
                .containsKeys("node_cpu_seconds_total{cpu=0, mode=user}", "node_cpu_seconds_total{cpu=1, mode=user}");

        // When: a child ends, and its orphan goes on below init; another takes its pid
        process(12, 11, 10, 0, 4, 100);
        nanos = 20_000_000_000L;
        metrics.read();
        delete(11);
        process(12, 1, 110, 0, 4, 100);
        nanos = 30_000_000_000L;
        Map<String, Double> third = values(metrics.read());

        // Then: nothing that was counted is lost
        assertThat(sum(third, "user")).isEqualTo(1.4 + 1.1);
        process(12, 1, 7777, 0, 5, 100);
        nanos = 40_000_000_000L;
        assertThat(sum(values(metrics.read()), "user")).isEqualTo(1.4 + 1.1);

        // When: the worker is gone
        root = OptionalLong.empty();
        delete(10);
        nanos = 50_000_000_000L;
        Map<String, Double> last = values(metrics.read());

        // Then
        assertThat(sum(last, "user")).isEqualTo(1.4 + 1.1);
        assertThat(last).containsEntry("node_memory_MemAvailable_bytes", 8e9);
    }

    @Test
    void idleNeverRunsBackwards() throws IOException {
        // Given: a tree that uses more than its nominal core
        process(10, 1, 0, 0, 1, 0);
        WorkerMetrics metrics = metrics(1);
        nanos = 1_000_000_000L;
        double before = sum(values(metrics.read()), "idle");

        // When
        process(10, 1, 400, 0, 1, 0);
        nanos = 2_000_000_000L;
        Map<String, Double> after = values(metrics.read());

        // Then
        assertThat(sum(after, "idle")).isEqualTo(before);
        assertThat(sum(after, "user")).isEqualTo(4);
    }

    private WorkerMetrics metrics(double cores) {
        return new WorkerMetrics(new ProcFolder(proc), () -> root, cores, 8_000_000_000L, () -> nanos);
    }

    private static double sum(Map<String, Double> values, String mode) {
        return values.entrySet().stream()
                .filter(entry -> entry.getKey().endsWith("mode=" + mode + "}"))
                .mapToDouble(Map.Entry::getValue)
                .sum();
    }

    private static Map<String, Double> values(List<Sample> samples) {
        Map<String, Double> values = new TreeMap<>();
        for (Sample sample : samples) {
            String labels = sample.labels().isEmpty() ? "" : new TreeMap<>(sample.labels()).toString();
            assertThat(values.put(sample.name() + labels, sample.value())).isNull();
        }
        return values;
    }

    private void process(long pid, long parent, long user, long system, long start, long rssKilobytes)
            throws IOException {
        file(
                pid + "/stat",
                pid + " (a (nasty) name) S " + parent + " 1 1 0 -1 0 0 0 0 0 " + user + " " + system + " 5 6 20 0 1 0 "
                        + start + " 0 0");
        file(pid + "/status", "Name:\tx\nVmRSS:\t" + rssKilobytes + " kB\n");
    }

    private void delete(long pid) throws IOException {
        Files.delete(proc.resolve(pid + "/stat"));
        Files.delete(proc.resolve(pid + "/status"));
        Files.delete(proc.resolve(Long.toString(pid)));
    }

    private void file(String name, String text) throws IOException {
        Path file = proc.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }
}
