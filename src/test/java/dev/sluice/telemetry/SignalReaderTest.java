package dev.sluice.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.LabelSet;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Series;
import dev.sluice.telemetry.store.Stores;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SignalReaderTest {

    private static final long T = 1_767_225_600_000L;
    private static final double STALE = Double.longBitsToDouble(Samples.STALE_BITS);

    private final HotStore store = Stores.large();

    /** Seconds and counter values of disk io time; what is expected, at which second. */
    @ParameterizedTest(name = "{0}")
    @CsvSource(delimiter = '|', textBlock = """
                    steady                        | 0:10 15:13 30:20.5           | 15=0.2 30=0.5
                    nothing happened is zero      | 0:10 15:10                   | 15=0
                    one sample is unknown         | 0:10                         |
                    reset: that interval unknown  | 0:10 15:13 30:1 45:4         | 15=0.2 45=0.2
                    missed scrapes: a longer one  | 0:10 60:22                   | 60=0.2
                    a gap of 180 s still counts   | 0:0 180:90                   | 180=0.5
                    a longer gap is unknown       | 0:0 181:90 196:93            | 196=0.2
                    stale: nothing across it      | 0:0 15:3 20:stale 30:6 45:9  | 15=0.2 45=0.2
                    stale at the end              | 0:0 15:3 20:stale            | 15=0.2
                    more than a second per second | 0:0 10:10.2                  | 10=1
                    """)
    void ratesOfOneCounter(String name, String samples, String expected) {
        feed("node_disk_io_time_seconds_total", "device", "sda", samples);

        Points points = read(Signal.DISK);

        List<String> wanted =
                expected == null ? List.of() : Arrays.asList(expected.strip().split(" ", -1));
        assertThat(points.size()).as(name).isEqualTo(wanted.size());
        for (int i = 0; i < wanted.size(); i++) {
            String[] pair = wanted.get(i).split("=", -1);
            assertThat(points.ms()[i]).isEqualTo(T + Long.parseLong(pair[0]) * 1000);
            assertThat(points.values()[i]).isCloseTo(Double.parseDouble(pair[1]), within(1e-9));
        }
        assertThat(points.ended()).isEqualTo(samples.strip().endsWith("stale"));
    }

    @Test
    void aRebootDropsTheIntervalOfEveryCounterEvenWhenItRose() {
        feed("node_boot_time_seconds", "", "", "0:1000 15:1001 30:5000 45:5000");
        feed("node_disk_io_time_seconds_total", "device", "sda", "0:1 15:4 30:7 45:10");

        // The one second of change is the clock being steered, the 3999 are a reboot.
        assertThat(read(Signal.DISK).ms()).containsExactly(T + 15_000, T + 45_000);
    }

    @Test
    void cpuIsWhatIsNeitherIdleNorWaitingNorStolenOverAllCpus() {
        cpu("0", "idle", "0:0 10:5");
        cpu("0", "iowait", "0:0 10:1");
        cpu("0", "steal", "0:0 10:1");
        cpu("1", "idle", "0:0 10:10");
        cpu("1", "iowait", "0:0 10:0");
        cpu("1", "steal", "0:0 10:0");
        cpu("1", "user", "0:0 10:9");

        // CPU 0 is 0.3 busy, CPU 1 not at all.
        assertThat(read(Signal.CPU).values()).containsExactly(new double[] {0.15}, within(1e-9));
    }

    @Test
    void halfAScrapeIsNotTakenForAWholeOne() {
        cpu("0", "idle", "0:0 10:5 20:10");
        cpu("0", "iowait", "0:0 10:5 20:15");
        cpu("1", "idle", "0:0 10:0");
        cpu("1", "iowait", "0:0 10:0");

        // CPU 1 has not arrived for 20 s yet: CPU 0 alone would make the node look idle.
        Points points = read(Signal.CPU);
        assertThat(points.ms()).containsExactly(T + 10_000);
        assertThat(points.values()).containsExactly(new double[] {0.5}, within(1e-9));
    }

    @Test
    void memoryNeedsBothFigures() {
        feed("node_memory_MemAvailable_bytes", "", "", "0:4 15:2 30:6 400:1");
        assertThat(read(Signal.MEMORY).size()).isZero();

        feed("node_memory_MemTotal_bytes", "", "", "0:8 15:8");
        Points points = read(Signal.MEMORY);
        assertThat(points.ms()).containsExactly(T, T + 15_000, T + 30_000);
        assertThat(points.values()).containsExactly(0.5, 0.75, 0.25);
    }

    @Test
    void theBusiestDiskAndTheBusiestDirectionOfTheBusiestCardCount() {
        feed("node_disk_io_time_seconds_total", "device", "sda", "0:0 10:1");
        feed("node_disk_io_time_seconds_total", "device", "sdb", "0:0 10:7");
        assertThat(read(Signal.DISK).values()).containsExactly(new double[] {0.7}, within(1e-9));

        feed("node_network_receive_bytes_total", "device", "eth0", "0:0 10:100");
        feed("node_network_transmit_bytes_total", "device", "eth0", "0:0 10:400");
        feed("node_network_receive_bytes_total", "device", "eth1", "0:0 10:100");
        feed("node_network_transmit_bytes_total", "device", "eth1", "0:0 10:300");
        assertThat(read(Signal.NETWORK).size()).as("speed unknown").isZero();
        feed("node_network_speed_bytes", "device", "eth1", "0:-125000 10:-125000");
        assertThat(read(Signal.NETWORK).size()).as("a virtual card has none").isZero();
        feed("node_network_speed_bytes", "device", "eth0", "0:100 10:100");
        assertThat(read(Signal.NETWORK).values()).containsExactly(new double[] {0.4}, within(1e-9));
    }

    @Test
    void pressureAndGpu() {
        assertThat(read(Signal.IO_PRESSURE).size()).as("no PSI is unknown").isZero();
        feed("node_pressure_io_waiting_seconds_total", "", "", "0:0 10:2");
        assertThat(read(Signal.IO_PRESSURE).values()).containsExactly(new double[] {0.2}, within(1e-9));

        feed("DCGM_FI_DEV_GPU_UTIL", "gpu", "0", "0:50");
        feed("DCGM_FI_DEV_GPU_UTIL", "gpu", "1", "0:100");
        assertThat(read(Signal.GPU).values()).containsExactly(0.75);
    }

    @Test
    void theDutyCycleOfAnOlderExporterIsThatOfAGpu() {
        feed("nvidia_gpu_duty_cycle", "uuid", "GPU-1", "0:30");
        feed("nvidia_gpu_duty_cycle", "uuid", "GPU-2", "0:50");
        assertThat(read(Signal.GPU).values()).containsExactly(0.4);
    }

    @ParameterizedTest
    @CsvSource({"0, 1", "0.5, 2.5", "0.66, 2.98", "1, 4"})
    void quantilesAreThoseOfPromQl(double q, double expected) {
        Points points = new Points(new long[4], new double[] {4, 1, 3, 2}, false);
        assertThat(points.quantile(q)).isCloseTo(expected, within(1e-9));
    }

    @Test
    void thinningKeepsEveryPeakAndEveryGap() {
        int n = 10_000;
        long[] ms = new long[n];
        double[] values = new double[n];
        for (int i = 0; i < n; i++) {
            ms[i] = T + i * 1000L + (i >= 6000 ? 600_000 : 0);
            values[i] = 0.5;
        }
        values[1234] = 1;
        values[7777] = 0;
        Points points = new Points(ms, values, false);

        List<Number[]> thin = Thinning.of(points, 200);

        assertThat(thin.size()).isLessThanOrEqualTo(202);
        assertThat(thin)
                .anyMatch(p -> p[0].equals(ms[1234]) && Double.valueOf(1).equals(p[1]));
        assertThat(thin)
                .anyMatch(p -> p[0].equals(ms[7777]) && Double.valueOf(0).equals(p[1]));
        assertThat(thin.stream().filter(p -> p[1] == null)).hasSize(1);
        for (int i = 1; i < thin.size(); i++) {
            assertThat(thin.get(i)[0].longValue()).isGreaterThan(thin.get(i - 1)[0].longValue());
        }
        assertThat(Thinning.of(Points.NONE, 2)).isEmpty();
        assertThat(Thinning.of(new Points(new long[] {1, 2}, new double[] {1, 2}, false), 300))
                .hasSize(2);
    }

    private Points read(Signal signal) {
        return store.sources(new NodeId("n")).stream()
                .map(s -> new SignalReader(s, T - 60_000, Duration.ofSeconds(180)).read(signal))
                .findFirst()
                .orElse(Points.NONE);
    }

    private void cpu(String cpu, String mode, String samples) {
        LabelSet labels = labels("node_cpu_seconds_total");
        labels.add("cpu", cpu);
        labels.add("mode", mode);
        feed(labels, samples);
    }

    private void feed(String metric, String partLabel, String part, String samples) {
        LabelSet labels = labels(metric);
        if (!partLabel.isEmpty()) {
            labels.add(partLabel, part);
        }
        feed(labels, samples);
    }

    private static LabelSet labels(String metric) {
        LabelSet labels = new LabelSet();
        labels.add(LabelSet.NAME, metric);
        labels.add("instance", "n");
        return labels;
    }

    private void feed(LabelSet labels, String samples) {
        for (String sample : samples.strip().split(" +", -1)) {
            String[] pair = sample.split(":", -1);
            long ms = T + Long.parseLong(pair[0]) * 1000;
            double value = pair[1].equals("stale") ? STALE : Double.parseDouble(pair[1]);
            Batch batch = store.batch().begin(Origin.REMOTE_WRITE, ms);
            byte[] key = labels.toString().getBytes(StandardCharsets.UTF_8);
            batch.key().of(9, key, 0, key.length);
            Series series = batch.learn(labels);
            if (!batch.leavesOut(series, 1)) {
                batch.append(series, ms, Double.doubleToRawLongBits(value), 0);
            }
        }
    }
}
