package dev.sluice.driver.yarn;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.FrameworkDriver.Presence;
import dev.sluice.driver.MemberOrder;
import dev.sluice.driver.contract.DriverContract;
import dev.sluice.driver.contract.DriverPeer;
import dev.sluice.driver.contract.DriverPeer.Disturbance;
import dev.sluice.driver.contract.LabPeer;
import dev.sluice.fleet.NodeId;
import dev.sluice.fleet.OperationId;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The YARN driver keeps the contract with a real ResourceManager and real NodeManagers. */
@Tag("lab")
class YarnDriverIT extends DriverContract {

    private static final String ABSENT_HOST = "<host><name>elsewhere.example</name></host>";

    private static @Nullable YarnPeer peer;

    @BeforeAll
    static void start(@TempDir Path dir) {
        peer = new YarnPeer(LabPeer.lab(dir));
    }

    @AfterAll
    static void stop() {
        if (peer != null) {
            peer.close();
        }
    }

    @Override
    protected DriverPeer peer() {
        return yarn();
    }

    private static YarnPeer yarn() {
        if (peer == null) {
            throw new IllegalStateException("not started");
        }
        return peer;
    }

    @Test
    void neverLiftsAnExclusionByHandAndKeepsItsBytes() {
        // Given
        String member = yarn().members().getFirst();
        String byHand = "<?xml version=\"1.0\"?>\n<hosts>\n  <!-- broken fan -->\n\t<host><name>" + member
                + "</name></host>" + ABSENT_HOST + "\n</hosts>\n<!-- end -->\n";
        yarn().excludeByHand(byHand);

        // Then
        assertThatThrownBy(() -> yarn().await(yarn().driver().admit(order(member))))
                .isInstanceOf(DriverFailure.Refused.class)
                .hasMessageContaining(member);
        assertThat(yarn().excludeFile()).hasContent(byHand);

        // When
        MemberOrder other = order(yarn().members().get(1));
        yarn().await(yarn().driver().drain(other));
        assertThat(yarn().excludeFile()).content().contains("sluice:op-3@4 host=" + other.member());
        yarn().await(yarn().driver().admit(other));

        // Then
        assertThat(yarn().excludeFile()).hasContent(byHand);
        assertThat(yarn().await(yarn().driver().confirm(other.member()))).isEqualTo(Presence.SERVING);
    }

    @Test
    void doubtsARefreshWhoseReplyWasLost() {
        // Given
        MemberOrder order = order(yarn().members().getFirst());
        yarn().await(yarn().driver().drain(order));
        for (int look = 0; look < looks(); look++) {
            if (yarn().await(yarn().driver().progress(order)).empty()) {
                break;
            }
            yarn().pause();
        }

        // When
        yarn().adminLine().disturb(Disturbance.LOSES_REPLIES_TO_CHANGES);
        assertThatThrownBy(() -> yarn().await(yarn().driver().release(order)))
                .isInstanceOf(DriverFailure.OutcomeUnknown.class);
        yarn().adminLine().disturb(Disturbance.NONE);

        // Then
        yarn().await(yarn().driver().release(order));
        yarn().until(
                        "the node is gone",
                        () -> yarn().await(yarn().driver().confirm(order.member())) == Presence.ABSENT);
    }

    private static MemberOrder order(String member) {
        return new MemberOrder(new NodeId("node-1"), member, OperationId.of(3), 4, false);
    }
}
