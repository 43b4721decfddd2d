package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.MemberOrder;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import dev.sluice.lab.LabOpenStack;
import dev.sluice.lab.SharedOpenStack;
import io.smallrye.mutiny.Uni;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Servers leave their hosts, and what can go wrong with that, in a real cloud. */
@Tag("openstack")
@ExtendWith(SharedOpenStack.class)
class OpenStackFaultsIT {

    private static final String HOST = "node-1";
    private static final int LOOKS = 600;

    private static @Nullable OpenStackPeer started;

    @BeforeAll
    static void start(LabOpenStack cloud) {
        started = new OpenStackPeer(cloud);
    }

    @AfterAll
    static void stop() {
        if (started != null) {
            started.reset();
            started.close();
        }
    }

    @BeforeEach
    void startFromOrder() {
        peer().reset();
    }

    // --- The way out and back ----------------------------------------------------------------------------------------

    @Test
    void movesEveryServerAwayAndLeavesNothingOfTheHost() {
        // Given
        List<String> running = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            running.add(operator().boot("runs-" + i, "s1", HOST, Map.of()));
        }
        String cold = operator().boot("cold", "s1", HOST, Map.of(MovePolicy.METADATA, "cold"));
        String off = operator().boot("off", "s1", HOST, Map.of());
        operator().act(off, "os-stop");
        operator().until("it is off", () -> "SHUTOFF"
                .equals(operator().server(off).status()));
        ComputeService before = operator().service(HOST);
        Optional<String> provider = await(operator().placement.named(HOST));
        assertThat(provider).isPresent();

        // When
        await(driver().drain(order(1)));
        untilEmpty(driver(), order(1));

        // Then
        for (String server : running) {
            assertThat(operator().server(server).host()).isPresent().get().isNotEqualTo(HOST);
            assertThat(operator().server(server).status()).isEqualTo("ACTIVE");
        }
        assertThat(operator().server(cold).status()).isEqualTo("ACTIVE");
        assertThat(operator().server(cold).on(HOST)).isFalse();
        assertThat(operator().server(off).status()).isEqualTo("SHUTOFF");
        assertThat(operator().server(off).on(HOST)).isFalse();

        // When
        await(driver().release(order(1)));
        peer().stopWorker(HOST);
        await(driver().release(order(1).afterStop()));

        // Then
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.ABSENT);
        assertThat(await(operator().nova.service(HOST))).isEmpty();
        assertThat(await(operator().placement.named(HOST))).isEmpty();

        // When
        await(driver().admit(order(2)));
        peer().startWorker(HOST);

        // Then
        untilPresent(driver(), Presence.SERVING);
        assertThat(operator().service(HOST).id()).isNotEqualTo(before.id());
        operator().boot("back", "s1", HOST, Map.of());
    }

    @Test
    void keepsTheEntryOfAHostThatIsInAnAggregate() {
        // Given
        operator().aggregate("borrowable", HOST);
        ComputeService before = operator().service(HOST);

        // When
        await(driver().drain(order(1)));
        untilEmpty(driver(), order(1));
        await(driver().release(order(1)));
        peer().stopWorker(HOST);
        await(driver().release(order(1).afterStop()));

        // Then
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.ABSENT);
        assertThat(await(driver().observe()).members())
                .extracting(member -> member.name())
                .doesNotContain(HOST);
        assertThat(operator().service(HOST).id()).isEqualTo(before.id());

        // When
        // Nova asks the stopped process as long as it has not missed it, and answers only after a minute.
        operator().until("it is admitted", () -> await(driver().admit(order(2)).replaceWith(true)));
        peer().startWorker(HOST);

        // Then
        untilPresent(driver(), Presence.SERVING);
        assertThat(await(operator().nova.aggregates(HOST))).containsExactly("borrowable");
    }

    @Test
    void takesOffTheBooksAHostThatHadOnlyJustJoined() {
        // When
        peer().stopWorker(HOST);
        await(driver().release(order(1).afterStop()));
        await(driver().release(order(1).afterStop()));

        // Then
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.ABSENT);
        assertThat(await(operator().nova.service(HOST))).isEmpty();
    }

    // --- Nowhere to go -----------------------------------------------------------------------------------------------

    @Test
    void refusesToDrainWhatHasNowhereToGo() {
        // Given
        for (String other : others()) {
            operator().boot("full-" + other, "whole", other, Map.of());
        }
        operator().boot("homeless", "s2", HOST, Map.of());

        // Then
        assertThatThrownBy(() -> await(driver().drain(order(1))))
                .isInstanceOf(DriverFailure.NoCapacity.class)
                .hasMessageContainingAll(HOST, "homeless", "add hosts, or move fewer nodes");
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.SERVING);
    }

    @Test
    void namesAServerThatTheSchedulerPlacesNowhereAndTriesAgain() {
        // Given
        String server = operator().boot("picky", "s2", HOST, Map.of());
        await(driver().drain(order(1)));
        others().forEach(other -> operator().disable(other, "all at once"));

        // When
        DrainProgress held =
                until(driver(), order(1), seen -> seen.blockers().toString().contains("would not move"));

        // Then
        assertThat(held.blockers().getFirst().work()).contains("picky").contains(server);
        assertThat(held.blockers().getFirst().why()).contains("No valid host").contains("again in");
        assertThat(operator().server(server).status()).isEqualTo("ACTIVE");
        assertThatThrownBy(() -> await(driver().release(order(1))))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageContaining("picky");

        // When
        others().forEach(operator()::enable);

        // Then
        untilEmpty(driver(), order(1));
        assertThat(operator().server(server).on(HOST)).isFalse();
    }

    @Test
    void namesAServerThatIsToStay() {
        // Given
        operator().boot("stays", "s1", HOST, Map.of(MovePolicy.METADATA, "no"));
        await(driver().drain(order(1)));

        // Then
        DrainProgress progress = await(driver().progress(order(1)));
        assertThat(progress.remaining()).isEqualTo(1);
        assertThat(progress.blockers().getFirst().work()).contains("stays");
        assertThat(progress.blockers().getFirst().why()).contains(MovePolicy.METADATA);
        FrameworkDriver leaving = peer().driver(Map.of("servers", "leave"));
        assertThat(await(leaving.progress(order(1))).blockers().getFirst().why())
                .contains("options.servers");
    }

    // --- Others ------------------------------------------------------------------------------------------------------

    @Test
    void stopsWhenSomebodyEnablesTheHostMeanwhile() {
        // Given
        operator().boot("stays", "s1", HOST, Map.of(MovePolicy.METADATA, "no"));
        await(driver().drain(order(1)));
        operator().enable(HOST);

        // Then
        assertThatThrownBy(() -> await(driver().progress(order(1))))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageContainingAll(HOST, "enabled again by somebody else", "op-1");
        assertThatThrownBy(() -> await(driver().release(order(1)))).isInstanceOf(DriverFailure.Refused.class);
        await(driver().admit(order(1)));
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.SERVING);
    }

    @Test
    void givesWayToAnotherSluiceWithALaterClaim() {
        // Given
        FrameworkDriver second = peer().driver(Map.of());
        operator().boot("stays", "s1", HOST, Map.of(MovePolicy.METADATA, "no"));
        await(driver().drain(order(1)));

        // When
        await(second.drain(order(2)));

        // Then
        assertThatThrownBy(() -> await(driver().progress(order(1))))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageContaining("op-2");
        assertThatThrownBy(() -> await(driver().admit(order(1)))).isInstanceOf(DriverFailure.Refused.class);
        assertThat(await(second.progress(order(2))).remaining()).isEqualTo(1);
        await(second.admit(order(2)));
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.SERVING);
    }

    // --- Processes and hosts -----------------------------------------------------------------------------------------

    @Test
    void evacuatesAHostThatDiesWhileItIsDrainedOnlyWhenAllowed() {
        // Given
        String server = operator().boot("survivor", "s1", HOST, Map.of());
        await(driver().drain(order(1)));
        peer().cloud.crash(HOST);
        operator().until("Nova misses the host", () -> !operator().service(HOST).up());

        // Then
        DrainProgress held = await(driver().progress(order(1)));
        assertThat(held.blockers().getFirst().work()).contains("survivor");
        assertThat(held.blockers().getFirst().why())
                .contains("its host is down")
                .contains("options.evacuate");
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.DOWN);

        // When
        FrameworkDriver evacuating = peer().driver(Map.of("evacuate", "true"));
        untilEmpty(evacuating, order(1));

        // Then
        assertThat(operator().server(server).on(HOST)).isFalse();
        operator().until("it runs again", () -> "ACTIVE"
                .equals(operator().server(server).status()));

        // When
        await(evacuating.release(order(1)));
        await(evacuating.release(order(1).afterStop()));

        // Then
        assertThat(await(evacuating.confirm(HOST))).isEqualTo(Presence.ABSENT);
        assertThat(await(operator().placement.named(HOST))).isEmpty();
    }

    @Test
    void evacuatesServersThatWereOnTheirWayWhenTheirHostDied() {
        // Given
        String server = operator().boot("in-flight", "s1", HOST, Map.of());
        FrameworkDriver evacuating = peer().driver(Map.of("evacuate", "true"));
        await(evacuating.drain(order(1)));
        peer().cloud.crash(HOST);
        await(operator().nova.migrateLive(server));
        operator().until("Nova misses the host", () -> !operator().service(HOST).up());
        assertThat(operator().server(server).taskState()).contains("migrating");

        // When
        untilEmpty(evacuating, order(1));

        // Then
        operator()
                .until(
                        "it runs elsewhere",
                        () -> "ACTIVE".equals(operator().server(server).status())
                                && !operator().server(server).on(HOST));

        // When
        await(evacuating.release(order(1)));
        await(evacuating.release(order(1).afterStop()));

        // Then
        assertThat(await(evacuating.confirm(HOST))).isEqualTo(Presence.ABSENT);
    }

    @Test
    void staysReleasedWhileTheProcessWillNotStop() {
        // Given
        await(driver().drain(order(1)));
        untilEmpty(driver(), order(1));
        await(driver().release(order(1)));

        // When
        ComputeService released = operator().service(HOST);
        operator().until("it is asked whether it lives", () -> peer().cloud.runs(HOST));

        // Then
        assertThat(released.forcedDown()).isTrue();
        assertThat(await(driver().confirm(HOST))).isEqualTo(Presence.ABSENT);
        await(driver().release(order(1)));
        assertThat(operator().service(HOST)).isEqualTo(released);

        // When
        await(driver().admit(order(1)));

        // Then
        untilPresent(driver(), Presence.SERVING);
    }

    @Test
    void removesTheProviderThatAProcessHasLeftBehind() {
        // Given
        await(operator().nova.delete(operator().service(HOST)));
        operator().until("the living process has made a provider without a service", () -> await(
                        operator().placement.named(HOST))
                .isPresent());
        peer().stopWorker(HOST);

        // When
        await(driver().release(order(1).afterStop()));

        // Then
        assertThat(await(operator().placement.named(HOST))).isEmpty();
    }

    // --- Credentials -------------------------------------------------------------------------------------------------

    @Test
    void saysWhoseCredentialsAreWrongAndNotWhatTheyAre(@TempDir Path dir) throws IOException {
        // Given
        Path wrong = Files.writeString(dir.resolve("password"), "not-the-password\n");
        FrameworkDriver driver = peer().driver(Map.of("password-file", wrong.toString()));

        // Then
        assertThatThrownBy(() -> await(driver.observe()))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContainingAll("does not accept the credentials of user admin", "requires authentication")
                .hasMessageNotContaining("not-the-password");
    }

    @Test
    void worksWithAnApplicationCredential(@TempDir Path dir) throws IOException {
        // Given
        Operator.ApplicationCredential made = operator().applicationCredential("sluice-it");
        Path secret = Files.writeString(dir.resolve("secret"), made.secret());

        // When
        FrameworkDriver driver = peer().driverWith(Map.of(
                "application-credential-id", made.id(), "application-credential-secret-file", secret.toString()));

        // Then
        assertThat(await(driver.observe()).members()).hasSize(SharedOpenStack.HOSTS);
    }

    @Test
    void replacesATokenThatWasRevoked() {
        // Given
        Operator other = peer().another();
        await(other.nova.services());

        // When
        other.revoke(await(other.keystone.token()));

        // Then
        assertThat(await(other.nova.services())).hasSize(SharedOpenStack.HOSTS);
    }

    // --- Within ------------------------------------------------------------------------------------------------------

    private static OpenStackPeer peer() {
        if (started == null) {
            throw new IllegalStateException("not started");
        }
        return started;
    }

    private static Operator operator() {
        return peer().operator;
    }

    private static FrameworkDriver driver() {
        return peer().driver();
    }

    private static List<String> others() {
        return peer().members().stream().filter(member -> !member.equals(HOST)).toList();
    }

    private static MemberOrder order(long operation) {
        return new MemberOrder(new NodeId("node-1"), HOST, OperationId.of(operation), operation + 10, false);
    }

    private static <T> T await(Uni<T> answer) {
        return Operator.await(answer);
    }

    private static void untilEmpty(FrameworkDriver driver, MemberOrder order) {
        until(driver, order, DrainProgress::empty);
    }

    private static void untilPresent(FrameworkDriver driver, Presence wanted) {
        operator().until(HOST + " is " + wanted, () -> await(driver.confirm(HOST)) == wanted);
    }

    private static DrainProgress until(FrameworkDriver driver, MemberOrder order, Predicate<DrainProgress> wanted) {
        Object last = "nothing";
        for (int look = 0; look < LOOKS; look++) {
            try {
                DrainProgress progress = await(driver.progress(order));
                if (wanted.test(progress)) {
                    return progress;
                }
                last = progress;
            } catch (DriverFailure.Unavailable | DriverFailure.OutcomeUnknown moment) {
                last = moment;
            }
            Operator.pause();
        }
        throw new AssertionError("looked " + LOOKS + " times, last seen: " + last);
    }
}
