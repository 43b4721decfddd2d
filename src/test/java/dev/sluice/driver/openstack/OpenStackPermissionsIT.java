package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.nio.file.StandardCopyOption;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** The policy files under {@code deploy/openstack} give a user who is no administrator what the driver needs, and no more. */
@Tag("openstack")
@ExtendWith(SharedOpenStack.class)
class OpenStackPermissionsIT {

    /** None that other tests release: Nova refuses to migrate cold from a host whose service was once deleted. */
    private static final String HOST = "node-5";

    private static final Path FILES = Path.of("deploy", "openstack");
    private static final MemberOrder ORDER = new MemberOrder(new NodeId(HOST), HOST, OperationId.of(1), 11, false);

    private final OpenStackPeer peer;
    private final Path novaPolicy;
    private final Path placementPolicy;

    OpenStackPermissionsIT(LabOpenStack cloud) {
        this.peer = new OpenStackPeer(cloud);
        // The lab's Nova and placement share one folder of policies, and read it again when it changes.
        Path policies = cloud.folder().resolve("etc").resolve("policy.d");
        this.novaPolicy = policies.resolve("sluice-nova.yaml");
        this.placementPolicy = policies.resolve("sluice-placement.yaml");
    }

    @BeforeEach
    void grant() throws IOException {
        peer.reset();
        peer.operator.user("sluice", "sluice", "a-password-of-its-own");
        Files.createDirectories(novaPolicy.getParent());
        install("nova-policy.yaml", novaPolicy);
        install("placement-policy.yaml", placementPolicy);
    }

    /** At once, for it may be read at any time; they leave hidden files alone. */
    private static void install(String name, Path target) throws IOException {
        Path draft = target.resolveSibling("." + name + ".draft");
        Files.copy(FILES.resolve(name), draft, StandardCopyOption.REPLACE_EXISTING);
        Files.move(draft, target, StandardCopyOption.ATOMIC_MOVE);
    }

    @AfterEach
    void revoke() throws IOException {
        Files.deleteIfExists(novaPolicy);
        Files.deleteIfExists(placementPolicy);
        peer.reset();
        peer.close();
    }

    @Test
    void areEnoughForEveryStepAndForNothingElse() {
        // Given
        FrameworkDriver driver =
                peer.driverWith(Map.of("user", "sluice", "project", "sluice", "password", "a-password-of-its-own"));
        String live = peer.operator.boot("live", "s1", HOST, Map.of());
        String cold = peer.operator.boot("cold", "s1", HOST, Map.of(MovePolicy.METADATA, "cold"));
        peer.operator.until(
                "the policy is in force",
                () -> await(driver.observe()).members().size() == SharedOpenStack.HOSTS);

        // When
        await(driver.drain(ORDER));
        peer.operator.until("it is empty", () -> await(driver.progress(ORDER)).empty());
        await(driver.release(ORDER));
        peer.stopWorker(HOST);
        await(driver.release(ORDER.afterStop()));

        // Then
        assertThat(await(driver.confirm(HOST))).isEqualTo(Presence.ABSENT);
        assertThat(peer.operator.server(live).on(HOST)).isFalse();
        assertThat(peer.operator.server(cold).on(HOST)).isFalse();
        assertThat(await(peer.operator.placement.named(HOST))).isEmpty();

        // When
        await(driver.admit(ORDER));
        peer.startWorker(HOST);

        // Then
        peer.operator.until("it serves again", () -> await(driver.confirm(HOST)) == Presence.SERVING);

        // Then
        Operator sluice = peer.another("sluice", "sluice", "a-password-of-its-own");
        assertThatThrownBy(() -> sluice.act(live, "os-stop")).isInstanceOf(DriverFailure.Refused.class);
        assertThatThrownBy(() -> sluice.delete(live)).isInstanceOf(DriverFailure.Refused.class);
        assertThatThrownBy(() -> sluice.aggregate("mine", HOST)).isInstanceOf(DriverFailure.Refused.class);
        assertThat(peer.operator.server(live).status()).isEqualTo("ACTIVE");
    }

    private static <T> T await(Uni<T> answer) {
        return Operator.await(answer);
    }
}
