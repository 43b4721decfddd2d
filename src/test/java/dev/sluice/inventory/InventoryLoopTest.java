package dev.sluice.inventory;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.agent.AgentReport;
import dev.sluice.agent.Agents;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.DriverProvider;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.fake.FakeFramework;
import dev.sluice.driver.fake.FakeFramework.Method;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.fleet.Node;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.fleet.Ownership;
import dev.sluice.fleet.Pin;
import dev.sluice.fleet.Resources;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.inventory.FleetPicture.FrameworkPicture;
import dev.sluice.leading.Term;
import dev.sluice.telemetry.NodeSignals;
import dev.sluice.time.ManualTimers;
import io.quarkus.runtime.configuration.ConfigurationException;
import io.smallrye.config.PropertiesConfigSource;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class InventoryLoopTest {

    private static final FrameworkId SPARK = new FrameworkId("spark");
    private static final FrameworkId YARN = new FrameworkId("yarn");
    private static final Resources NODE = Resources.of(2, 4e9);

    private final ManualTimers timers = new ManualTimers();
    private final FakeFramework spark = new FakeFramework(SPARK, timers.clock(), timers);
    private final FakeFramework yarn = new FakeFramework(YARN, timers.clock(), timers);
    private final Rows ledger = new Rows();
    private final Reports agents = new Reports();
    private final ConfiguredFrameworks configured = new ConfiguredFrameworks(
            frameworks(Map.of(
                    "spark.kind",
                    "fake",
                    "spark.url",
                    "http://spark:1",
                    "spark.title",
                    "Spark",
                    "yarn.kind",
                    "fake",
                    "yarn.url",
                    "http://yarn:1")),
            List.of(new Fakes()));
    private final MemoryPolicies changes = new MemoryPolicies();
    private final PolicyKeeper policies = new PolicyKeeper(configured, changes, timers.clock());
    private final InventoryLoop loop = new InventoryLoop(
            configured,
            new Sources(ledger, agents, InventoryLoopTest::heard, policies),
            timers,
            timers.clock(),
            config(InventoryConfig.class, Map.of()));

    @Test
    void isEmptyBeforeTheFirstReading() {
        assertThat(loop.current().frameworks()).isEmpty();
        assertThat(loop.current().nodes()).isEmpty();
        assertThat(loop.frameworks()).extracting(f -> f.title()).containsExactly("Spark", "yarn");
        assertThat(loop.driver(YARN)).containsSame(yarn);
        assertThat(loop.driver(new FrameworkId("mesos"))).isEmpty();
    }

    @Test
    void joinsLedgerAgentsAndMembers() {
        // Given node-1 is Spark's, node-2 only an agent knows, node-3 only the ledger, and one member is a stranger
        spark.with("10.0.0.1", NODE).with("stranger", NODE);
        agents.report("node-1", Map.of(SPARK, "10.0.0.1", YARN, "n1.yarn"));
        agents.report("node-2", Map.of(YARN, "n2.yarn"));
        ledger.row("node-1", Optional.of(SPARK));
        ledger.row("node-3", Optional.of(YARN));
        // When
        loop.start();
        timers.advance(Duration.ofSeconds(6));
        // Then
        FleetPicture picture = loop.current();
        assertThat(picture.nodes())
                .extracting(n -> n.node().id().value() + " "
                        + n.ownership().owner().map(FrameworkId::value).orElse("-")
                        + " " + n.ownership().epoch() + " " + n.member().isPresent() + " "
                        + n.agent().isPresent())
                .containsExactly("node-1 spark 1 true true", "node-2 - 0 false true", "node-3 yarn 1 false false");
        assertThat(picture.ownedBy(SPARK)).hasSize(1);
        assertThat(picture.strangers(SPARK)).isEqualTo(1);
        assertThat(picture.at()).isEqualTo(timers.now().minusSeconds(1));
        assertThat(picture.nodes()).allMatch(n -> n.signals().newest().equals(Optional.of(picture.at())));
        // And for eyes, the signals are those of now
        assertThat(loop.live().at()).isEqualTo(picture.at());
        assertThat(loop.live().nodes())
                .hasSize(3)
                .allMatch(n -> n.signals().newest().equals(Optional.of(timers.now())));
    }

    @Test
    void aNodeThatIsYetToBeEnteredCarriesItsFrameworksWork() {
        // Given a worker that serves, and whose agent has come before the ledger has its row
        spark.with("10.0.0.1", NODE);
        agents.report("node-1", Map.of(SPARK, "10.0.0.1"));
        loop.start();
        timers.advance(Duration.ofSeconds(6));

        // Then it counts for Spark, and nobody is shown as unknown
        assertThat(loop.current().strangers(SPARK)).isEqualTo(1);
        assertThat(loop.current().strangersOf(SPARK)).isEmpty();

        // When
        ledger.row("node-1", Optional.of(SPARK));
        timers.advance(Duration.ofSeconds(6));

        // Then
        assertThat(loop.current().strangers(SPARK)).isZero();
        assertThat(loop.current().ownedBy(SPARK)).hasSize(1);
    }

    private static NodeSignals heard(NodeId node, Instant now) {
        return new NodeSignals(node, Map.of(), Optional.of(now), List.of("scrape"));
    }

    @Test
    void everyPictureHasThePolicyInForce() {
        // Given a change of another server, and a database that is away at first
        FrameworkPolicy small = new FrameworkPolicy(0, 1, 2, 1, 0.75, FrameworkPolicy.Mode.OBSERVE);
        changes.rows.add(new Policies.Change(
                SPARK,
                1,
                timers.now(),
                "ada",
                "month end",
                loop.frameworks().getFirst().policy(),
                Optional.of(small)));
        changes.away = true;
        // When
        loop.start();
        timers.advance(Duration.ofSeconds(6));
        // Then there is no picture under a policy that may not be in force
        assertThat(loop.current().frameworks()).isEmpty();
        // When
        changes.away = false;
        timers.advance(Duration.ofSeconds(6));
        // Then
        assertThat(seen(SPARK).framework().policy()).isEqualTo(small);
        assertThat(loop.frameworks().getFirst().policy()).isEqualTo(small);
        assertThat(seen(YARN).framework().policy().cap()).isEqualTo(1_000_000);
    }

    @Test
    void keepsTheLastGoodReadingWithItsAgeAndTheNewestError() {
        // Given
        spark.with("a", NODE);
        loop.start();
        timers.advance(Duration.ofSeconds(6));
        Instant read = seen(SPARK).observation().orElseThrow().at();
        // When
        spark.failNext(Method.OBSERVE, new DriverFailure.Unavailable("Spark does not answer", null));
        timers.advance(Duration.ofSeconds(9));
        // Then one failed and one good reading later it is well again
        assertThat(read).isBefore(timers.now());
        timers.advance(Duration.ofSeconds(10));
        assertThat(seen(SPARK).error()).isEmpty();
        // When it stays away
        for (int i = 0; i < 10; i++) {
            spark.failNext(Method.OBSERVE, new DriverFailure.Unavailable("Spark does not answer", null));
        }
        Instant last = seen(SPARK).observation().orElseThrow().at();
        timers.advance(Duration.ofSeconds(30));
        // Then
        assertThat(seen(SPARK).error()).hasValue("Spark does not answer");
        assertThat(seen(SPARK).observation().orElseThrow().at()).isBetween(last, last.plusSeconds(5));
        assertThat(seen(YARN).error()).isEmpty();
    }

    @Test
    void aSlowFrameworkHoldsUpNoOtherAndIsReadOnceAtATime() {
        // Given
        loop.start();
        timers.advance(Duration.ofSeconds(1));
        spark.delayNext(Method.OBSERVE, Duration.ofSeconds(12));
        int before = reads(spark);
        int yarnBefore = reads(yarn);
        // When Spark is asked at 5 s and answers at 17 s
        timers.advance(Duration.ofSeconds(17));
        // Then it was asked once, and YARN at 5, 10 and 15 s
        assertThat(reads(spark)).isEqualTo(before + 1);
        assertThat(reads(yarn)).isEqualTo(yarnBefore + 3);
        assertThat(seen(YARN).observation().orElseThrow().at())
                .isAfter(timers.now().minusSeconds(10));
    }

    @Test
    void aReadingThatNeverEndsIsGivenUp() {
        // Given the readings at 5 s and at 20 s hang
        loop.start();
        timers.advance(Duration.ofSeconds(1));
        spark.delayNext(Method.OBSERVE, Duration.ofSeconds(29));
        spark.delayNext(Method.OBSERVE, Duration.ofSeconds(29));
        // When
        timers.advance(Duration.ofSeconds(25));
        // Then
        assertThat(seen(SPARK).error()).hasValue("no answer within 15 s");
        assertThat(seen(YARN).error()).isEmpty();
        // When both are given up, the next one is well
        timers.advance(Duration.ofSeconds(20));
        // Then
        assertThat(seen(SPARK).error()).isEmpty();
    }

    @Test
    void thePictureStaysAsOldAsTheLedgersPart() {
        // Given
        loop.start();
        timers.advance(Duration.ofSeconds(6));
        Instant at = loop.current().at();
        // When
        ledger.broken = true;
        timers.advance(Duration.ofSeconds(60));
        // Then
        assertThat(loop.current().at()).isEqualTo(at);
        // When
        ledger.broken = false;
        timers.advance(Duration.ofSeconds(5));
        // Then
        assertThat(loop.current().at()).isAfter(at);
    }

    @Test
    void stopsForGood() {
        // Given
        loop.start();
        timers.advance(Duration.ofSeconds(6));
        int before = reads(spark);
        // When
        loop.stop();
        timers.advance(Duration.ofMinutes(1));
        // Then
        assertThat(reads(spark)).isEqualTo(before);
        assertThat(timers.pending()).isZero();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "kind | mesos | sluice.frameworks.spark.kind: 'mesos' is not a driver of this build; use one of fake",
                "url | spark | sluice.frameworks.spark.url: 'spark' must be a whole URL with scheme and host,"
                        + " for example http://127.0.0.1:8080",
                "policy.guarantee | 5 | sluice.frameworks.spark: policy: 0 ≤ guarantee ≤ deserved ≤ cap must hold,"
                        + " got guarantee 5, deserved 5, cap 4",
                "policy.weight | 0 | sluice.frameworks.spark: policy: weight must be above 0, got 0.0",
                "options.wrong | 1 | sluice.frameworks.spark.options.wrong: '1' is not known",
            })
    void aWrongSettingIsOneSentence(String key, String value, String sentence) {
        // Given
        Map<String, String> keys =
                new HashMap<>(Map.of("spark.kind", "fake", "spark.url", "http://spark:1", "spark.policy.cap", "4"));
        keys.put("spark." + key, value);
        // When, Then
        assertThatThrownBy(() -> new ConfiguredFrameworks(frameworks(keys), List.of(new Fakes())))
                .isInstanceOf(ConfigurationException.class)
                .hasMessage(sentence);
    }

    private FrameworkPicture seen(FrameworkId id) {
        return loop.current().framework(id).orElseThrow();
    }

    private static int reads(FakeFramework framework) {
        return (int) framework.calls().stream()
                .filter(c -> c.method() == Method.OBSERVE)
                .count();
    }

    private static FrameworksConfig frameworks(Map<String, String> keys) {
        Map<String, String> full = new HashMap<>();
        keys.forEach((k, v) -> full.put("sluice.frameworks." + k, v));
        return config(FrameworksConfig.class, full);
    }

    private static <T> T config(Class<T> mapping, Map<String, String> keys) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(mapping)
                .withSources(new PropertiesConfigSource(keys, "test", 100))
                .build()
                .getConfigMapping(mapping);
    }

    private final class Fakes implements DriverProvider {
        @Override
        public String kind() {
            return "fake";
        }

        @Override
        public FrameworkDriver create(Settings settings) {
            settings.options().forEach((k, v) -> {
                throw new IllegalArgumentException(
                        "sluice.frameworks.spark.options." + k + ": '" + v + "' is not known");
            });
            return settings.framework().equals(SPARK) ? spark : yarn;
        }
    }

    private final class Reports implements Agents {
        private final List<AgentReport> all = new ArrayList<>();

        void report(String node, Map<FrameworkId, String> members) {
            all.add(new AgentReport(
                    new Node(new NodeId(node), NODE, Optional.empty(), Map.of(), members),
                    Optional.empty(),
                    AgentReport.RoleState.STOPPED,
                    0,
                    "none",
                    true,
                    timers.now()));
        }

        @Override
        public Uni<Void> want(NodeId node, Optional<FrameworkId> role, long epoch) {
            return Uni.createFrom().voidItem();
        }

        @Override
        public Optional<AgentReport> report(NodeId node) {
            return all.stream().filter(r -> r.node().id().equals(node)).findFirst();
        }

        @Override
        public List<AgentReport> reports() {
            return List.copyOf(all);
        }
    }

    private final class Rows implements Ledger {
        private final List<Ownership> rows = new ArrayList<>();
        private boolean broken;

        void row(String node, Optional<FrameworkId> owner) {
            rows.add(new Ownership(
                    new NodeId(node),
                    owner,
                    Ownership.State.SETTLED,
                    1,
                    Optional.empty(),
                    Optional.empty(),
                    timers.now()));
        }

        @Override
        public Uni<List<Ownership>> all() {
            return broken
                    ? Uni.createFrom().failure(new IllegalStateException("connection refused"))
                    : Uni.createFrom().item(List.copyOf(rows));
        }

        @Override
        public Uni<Optional<Ownership>> find(NodeId node) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Ownership> enter(NodeId node, Optional<FrameworkId> owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Change> claim(Term term, Ownership expected, OperationId operation) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Change> handOver(Term term, Ownership expected, Optional<FrameworkId> owner) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Change> settle(Term term, Ownership expected) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Change> mark(
                Term term,
                Ownership expected,
                Ownership.State state,
                Optional<FrameworkId> owner,
                Optional<String> note) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Change> pin(Ownership expected, Optional<Pin> pin, String why) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<List<Past>> history(NodeId node, int limit) {
            throw new UnsupportedOperationException();
        }

        @Override
        public Uni<Change> decide(Ownership expected, Optional<FrameworkId> owner, String note) {
            throw new UnsupportedOperationException();
        }
    }
}
