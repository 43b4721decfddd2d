package dev.sluice.telemetry.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.NodeId;
import dev.sluice.telemetry.store.Batch;
import dev.sluice.telemetry.store.HotStore;
import dev.sluice.telemetry.store.Metric;
import dev.sluice.telemetry.store.Origin;
import dev.sluice.telemetry.store.Samples;
import dev.sluice.telemetry.store.Series;
import dev.sluice.telemetry.store.Skip;
import dev.sluice.telemetry.store.Stores;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TextPageTest {

    private static final long NOW = 1_767_225_600_000L;

    private final HotStore store = Stores.large();
    private final Batch batch = store.batch();
    private final TextPage.Target target = new TextPage.Target(1000, "node-1", "10.0.0.1:9100");

    @Test
    void keptLinesAreStoredWithTheTimeOfTheScrape() {
        read("""
                # TYPE node_load1 gauge
                node_load1 0.21
                go_info{version="go1.19"} 1
                node_cpu_seconds_total{cpu="0",mode="idle"} 100.5
                node_cpu_seconds_total{cpu="0",mode="user"} 7

                node_cpu_seconds_total{mode="idle", cpu="1",} 200
                node_disk_io_time_seconds_total{device="a\\\\b\\"}{\\n"} 3""", false);

        assertThat(batch.accepted()).isEqualTo(4);
        assertThat(batch.skipped(Skip.NOT_KEPT)).isEqualTo(2);
        assertThat(parts(Metric.CPU_IDLE)).containsExactly("0", "1");
        assertThat(parts(Metric.DISK_IO_TIME)).containsExactly("a\\b\"}{\n");
        assertThat(sample(Metric.LOAD1).value(0)).isEqualTo(0.21);
        assertThat(sample(Metric.LOAD1).ms(0)).isEqualTo(NOW);
    }

    @Test
    void thePagesOwnTimesAreMillisecondsOrSecondsByFormat() {
        read("node_load1 1 " + (NOW - 1000) + "\n", false);
        assertThat(sample(Metric.LOAD1).ms(0)).isEqualTo(NOW - 1000);

        read("node_load1 2 " + (NOW - 500) / 1000.0 + " # {trace=\"x\"} 1\n# EOF\n", true);
        assertThat(sample(Metric.LOAD1).ms(1)).isEqualTo(NOW - 500);
    }

    @Test
    void aNodeLabelOnThePageWins() {
        read("node_load1{node=\"node-9\"} 1\n", false);
        assertThat(store.sources(new NodeId("node-9"))).hasSize(1);
        assertThat(store.sources(new NodeId("node-1"))).isEmpty();
    }

    @Test
    void equalPagesOfTwoTargetsAreTwoNodes() {
        read("node_load1 1\n", false);
        byte[] page = "node_load1 2\n".getBytes(StandardCharsets.UTF_8);
        TextPage.Target other = new TextPage.Target(1001, "node-2", "10.0.0.2:9100");
        new TextPage().decode(page, page.length, false, other, NOW, batch.begin(Origin.SCRAPE, NOW));

        assertThat(store.nodes()).isEqualTo(2);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "node_load1\n",
                "node_load1 x\n",
                "node_load1 0x1p3\n",
                "node_load1 1f\n",
                "node_load1{a=\"b\" 1\n",
                "node_load1{a=b} 1\n",
                "node_load1{a=\"b\\\"} 1\n",
                "node_load1 1 soon\n",
                "!\n"
            })
    void aLineThatIsNoneNamesItself(String line) {
        assertThatThrownBy(() -> read("node_boot_time_seconds 1\n" + line, false))
                .isInstanceOf(Malformed.class)
                .hasMessageStartingWith("line 2 of the page: ");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0",
                "-0",
                "1",
                "12345.67",
                "2.5211006976e+10",
                "1.7635e+09",
                "0.1",
                "1e22",
                "1e23",
                "123456789012345678",
                "9007199254740993",
                "1.7976931348623157e308",
                "4.9e-324",
                "00012.50",
                "-3.25E-5",
                "+7",
                "1234567890.123456789",
                "0.30000000000000004",
                "1e-22",
                "5.e3",
                ".5"
            })
    void numbersAreThoseOfTheJdk(String text) {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        assertThat(Decimal.parse(bytes, 0, bytes.length)).isEqualTo(Double.parseDouble(text));
    }

    private void read(String page, boolean openMetrics) {
        byte[] bytes = page.getBytes(StandardCharsets.UTF_8);
        new TextPage().decode(bytes, bytes.length, openMetrics, target, NOW, batch.begin(Origin.SCRAPE, NOW));
    }

    private List<String> parts(Metric metric) {
        List<String> parts = new ArrayList<>();
        store.sources(new NodeId("node-1")).getFirst().series(metric).forEach(s -> parts.add(s.part()));
        return parts;
    }

    private Samples sample(Metric metric) {
        Samples samples = new Samples();
        for (Series series : store.sources(new NodeId("node-1")).getFirst().series(metric)) {
            series.copy(0, samples);
        }
        return samples;
    }
}
