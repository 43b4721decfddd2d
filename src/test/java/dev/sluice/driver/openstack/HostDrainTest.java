package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DrainProgress;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.MemberOrder;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A drain in the middle of which the cloud's own services fail. */
class HostDrainTest {

    private static final MemberOrder ORDER =
            new MemberOrder(new NodeId("node-1"), "node-1", OperationId.of(7), 12, false);

    private final ScriptedCloud peer = new ScriptedCloud();
    private final Nova nova = new Nova(peer.cloud());
    private final Placement placement = new Placement(peer.cloud());
    private final HostDrain drain = new HostDrain(
            nova,
            placement,
            new HostBook(nova, placement, new ServerBook(nova, peer.clock), peer.clock),
            new MovePolicy(MovePolicy.Mode.LIVE, false),
            new MoveMemory(peer.clock, Pace.start(8)),
            peer.clock);

    HostDrainTest() {
        peer.answer("GET /compute/os-services", service("sluice:op-7@12"));
        peer.answer("PUT /compute/os-services/s1", "{}");
        peer.answer(
                "GET /compute/servers/detail",
                "{\"servers\": [{\"id\": \"a\", \"name\": \"web\", \"status\": \"ACTIVE\", \"OS-EXT-SRV-ATTR:host\":"
                        + " \"node-1\", \"OS-EXT-STS:vm_state\": \"active\", \"OS-EXT-STS:task_state\": null}]}");
        peer.answer("GET /compute/os-migrations", "{\"migrations\": []}");
        peer.answer("POST /compute/servers/a/action", "{}");
    }

    @AfterEach
    void close() {
        peer.close();
    }

    @Test
    void goesOnWithANewTokenWhenTheOldOneIsRevoked() {
        // Given
        peer.await(nova.services());
        peer.revokeTokens();

        // When
        DrainProgress progress = peer.await(drain.progress(ORDER));

        // Then
        assertThat(progress.remaining()).isEqualTo(1);
        assertThat(peer.askedFor("POST /compute/servers/a/action")).hasSize(1);
    }

    @Test
    void losesNothingWhileNovaIsBroken() {
        // Given
        peer.fail("/os-services", 12, 500, Map.of());

        // Then
        for (int look = 0; look < 3; look++) {
            assertThatThrownBy(() -> peer.await(drain.progress(ORDER)))
                    .isInstanceOf(DriverFailure.Unavailable.class)
                    .hasMessageContaining("500");
        }
        assertThat(peer.askedFor("POST ")).isEmpty();
        assertThat(peer.await(drain.progress(ORDER)).remaining()).isEqualTo(1);
        assertThat(peer.askedFor("POST ")).hasSize(1);
    }

    @Test
    void doubtsAMoveThatNovaBrokeOverAndLooksBeforeItAsksAgain() {
        // Given
        peer.fail("/servers/a/action", 1, 500, Map.of());

        // Then
        assertThatThrownBy(() -> peer.await(drain.progress(ORDER))).isInstanceOf(DriverFailure.OutcomeUnknown.class);

        // When
        peer.answer(
                "GET /compute/servers/detail",
                "{\"servers\": [{\"id\": \"a\", \"name\": \"web\", \"status\": \"MIGRATING\", \"OS-EXT-SRV-ATTR:host\":"
                        + " \"node-1\", \"OS-EXT-STS:vm_state\": \"active\", \"OS-EXT-STS:task_state\": \"migrating\"}]}");
        DrainProgress progress = peer.await(drain.progress(ORDER));

        // Then
        assertThat(progress.blockers().getFirst().why()).contains("under way");
        assertThat(peer.askedFor("POST ")).hasSize(1);
    }

    @Test
    void namesAServerWhoseMoveNovaRefuses() {
        // Given
        peer.fail("/servers/a/action", 1, 409, Map.of());

        // When
        peer.await(drain.progress(ORDER));
        DrainProgress progress = peer.await(drain.progress(ORDER));

        // Then
        assertThat(progress.blockers().getFirst().work()).isEqualTo("web (a)");
        assertThat(progress.blockers().getFirst().why()).contains("would not move", "something broke", "tried 1 time");
        assertThat(peer.askedFor("POST ")).hasSize(1);
    }

    @Test
    void takesOverTheMarkOfAnEarlierClaimAndObeysALaterOne() {
        // Given
        peer.answer("GET /compute/os-services", service("sluice:op-3@4"));

        // When
        peer.await(drain.begin(ORDER));

        // Then
        assertThat(peer.askedFor("PUT /compute/os-services/s1")).hasSize(1);

        // When
        peer.answer("GET /compute/os-services", service("sluice:op-9@20"));

        // Then
        assertThatThrownBy(() -> peer.await(drain.progress(ORDER)))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageContaining("later claim");
        assertThat(peer.askedFor("POST ")).isEmpty();
    }

    private static String service(String reason) {
        return "{\"services\": [{\"id\": \"s1\", \"host\": \"node-1\", \"status\": \"disabled\", \"state\": \"up\","
                + " \"disabled_reason\": \"" + reason + "\", \"forced_down\": false}]}";
    }
}
