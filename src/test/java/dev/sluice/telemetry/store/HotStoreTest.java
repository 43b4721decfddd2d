package dev.sluice.telemetry.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.fleet.NodeId;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HotStoreTest {

    private static final long NOW = 1_767_225_600_000L;

    @ParameterizedTest
    @CsvSource({
        "node-1, x:9100, node-1",
        "'', node-2:9100, node-2",
        "'', node-3, node-3",
        "'', 10.0.0.7:9100, node-7",
        "10.0.0.7, '', node-7",
        "'', https://x, https",
        "'', 10.0.0.8:9100, 10.0.0.8"
    })
    void theNodeIsNamedByNodeElseByInstance(String node, String instance, String expected) {
        LabelSet labels = new LabelSet();
        labels.add(LabelSet.NAME, "node_load1");
        if (!node.isEmpty()) {
            labels.add("node", node);
        }
        if (!instance.isEmpty()) {
            labels.add("instance", instance);
        }
        HotStore store = Stores.large();
        append(store, labels, NOW);
        assertThat(store.sources(new NodeId(expected))).hasSize(1);
    }

    @Test
    void withoutANodeASeriesIsSkipped() {
        HotStore store = Stores.large();
        for (String instance : new String[] {"", "[fe80::1]:9100", "a b", "fe80::1"}) {
            LabelSet labels = new LabelSet();
            labels.add(LabelSet.NAME, "node_load1");
            if (!instance.isEmpty()) {
                labels.add("instance", instance);
            }
            Batch batch = append(store, labels, NOW);
            assertThat(batch.skipped(Skip.NO_NODE)).isEqualTo(1);
        }
        assertThat(NodeNames.host("[fe80::1]:9100")).isEqualTo("fe80::1");
        assertThat(store.series()).isZero();
    }

    @Test
    void capsHoldAndNameTheirKey() {
        HotStore perNode = Stores.store(10, 2, 16, 0, false);
        append(perNode, disk("n", "a"), NOW);
        append(perNode, disk("n", "b"), NOW);
        assertThatThrownBy(() -> append(perNode, disk("n", "c"), NOW))
                .hasMessageContaining("sluice.telemetry.store.max-series-per-node");

        HotStore inAll = Stores.store(2, 2, 16, 0, false);
        append(inAll, disk("n", "a"), NOW);
        append(inAll, disk("m", "a"), NOW);
        assertThatThrownBy(() -> append(inAll, disk("o", "a"), NOW))
                .hasMessageContaining("sluice.telemetry.store.max-series)");
        assertThat(inAll.nodes()).isEqualTo(2);

        HotStore sources = Stores.store(10, 10, 1, 0, false);
        append(sources, disk("n", "a"), NOW);
        LabelSet replica = disk("n", "a");
        replica.add("replica", "b");
        assertThatThrownBy(() -> append(sources, replica, NOW)).hasMessageContaining("max-sources-per-node");
    }

    @Test
    void whatIsSilentForAnHourIsForgottenAndItsPlaceIsFree() {
        HotStore store = Stores.store(2, 2, 1, 0, false);
        append(store, disk("n", "a"), NOW);
        append(store, disk("n", "b"), NOW + 1_800_000);

        store.forget(NOW + 3_600_001);
        assertThat(store.series()).isEqualTo(1);
        append(store, disk("n", "c"), NOW + 3_600_001);

        store.forget(NOW + 100_000_000);
        assertThat(store.series()).isZero();
        assertThat(store.nodes()).isZero();
        assertThat(store.bytes()).isZero();

        // And is learnt anew
        append(store, disk("n", "a"), NOW + 100_000_000);
        assertThat(store.series()).isEqualTo(1);
    }

    @Test
    void twoReplicasOfASenderAreTwoSources() {
        HotStore store = Stores.large();
        for (String replica : new String[] {"a", "b"}) {
            LabelSet labels = disk("n", "sda");
            labels.add("prometheus_replica", replica);
            append(store, labels, NOW);
        }
        LabelSet agent = new LabelSet();
        agent.add(LabelSet.NAME, "node_load1");
        agent.add("instance", "n");
        agent.add("job", "sluice-agent");
        append(store, agent, NOW);
        assertThat(store.sources(new NodeId("n")))
                .extracting(Source::origin)
                .containsExactly(Origin.REMOTE_WRITE, Origin.REMOTE_WRITE, Origin.AGENT);
    }

    @Test
    void keysDifferWithEveryBitAndLength() {
        SeriesKey key = new SeriesKey(7);
        Set<Long> hi = new HashSet<>();
        Set<Long> lo = new HashSet<>();
        int made = 0;
        for (int length = 0; length <= 70; length++) {
            byte[] zeros = new byte[length + 4];
            for (int bit = -1; bit < length * 8; bit++) {
                byte[] bytes = zeros.clone();
                if (bit >= 0) {
                    bytes[2 + bit / 8] ^= (byte) (1 << bit % 8);
                }
                key.of(1, bytes, 2, 2 + length);
                hi.add(key.hi());
                lo.add(key.lo());
                made++;
            }
        }
        assertThat(hi).hasSize(made);
        assertThat(lo).hasSize(made);
    }

    @Test
    void theKeepListKnowsItsNamesAndNoOthers() {
        for (String name : KeepList.names()) {
            byte[] bytes = ("xx" + name + "yy").getBytes(StandardCharsets.UTF_8);
            assertThat(KeepList.contains(bytes, 2, name.length())).as(name).isTrue();
            assertThat(KeepList.contains(bytes, 2, name.length() - 1)).isFalse();
            assertThat(KeepList.contains(bytes, 1, name.length())).isFalse();
        }
        byte[] close = "node_cpu_guest_seconds_total".getBytes(StandardCharsets.UTF_8);
        assertThat(KeepList.contains(close, 0, close.length)).isFalse();
    }

    private static LabelSet disk(String node, String device) {
        LabelSet labels = new LabelSet();
        labels.add(LabelSet.NAME, "node_disk_io_time_seconds_total");
        labels.add("device", device);
        labels.add("instance", node);
        return labels;
    }

    private static Batch append(HotStore store, LabelSet labels, long now) {
        Batch batch = store.batch().begin(Origin.REMOTE_WRITE, now);
        byte[] bytes = labels.canonical().getBytes(StandardCharsets.UTF_8);
        batch.key().of(9, bytes, 0, bytes.length);
        Series known = batch.known();
        Series series = known == null ? batch.learn(labels) : known;
        if (!batch.leavesOut(series, 1)) {
            batch.append(series, now, 0, 0);
        }
        return batch;
    }
}
