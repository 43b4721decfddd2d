package dev.sluice.driver.openstack;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.sluice.driver.DriverFailure;
import dev.sluice.driver.openstack.Cloud.Api;
import io.smallrye.mutiny.Uni;
import io.vertx.core.http.HttpMethod;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class CloudTest {

    private static final String SERVICES = "/os-services?binary=nova-compute";

    private final ScriptedCloud peer = new ScriptedCloud();
    private final Cloud cloud = peer.cloud();

    CloudTest() {
        peer.answer("GET /compute/os-services", "{\"services\": []}");
        peer.answer("PUT /compute/os-services/1", "{}");
        peer.answer("POST /compute/servers/1/action", "{}");
        peer.answer("GET /placement/resource_providers", "{\"resource_providers\": []}");
    }

    @AfterEach
    void close() {
        peer.close();
    }

    // --- Tokens ------------------------------------------------------------------------------------------------------

    @Test
    void signsInOnceAndSpeaksTheBestVersionThatBothKnow() {
        // When
        peer.await(cloud.get(Api.COMPUTE, SERVICES));
        peer.await(cloud.get(Api.COMPUTE, SERVICES));
        peer.await(cloud.get(Api.PLACEMENT, "/resource_providers"));

        // Then
        assertThat(peer.signIns()).isEqualTo(1);
        assertThat(peer.version("GET /compute/os-services")).contains("compute 2.93");
        assertThat(peer.version("GET /placement/resource_providers")).contains("placement 1.39");
    }

    @Test
    void signsInOnceForManyCallsAtTheSameTime() {
        // When
        peer.await(Uni.combine()
                .all()
                .unis(
                        cloud.get(Api.COMPUTE, SERVICES),
                        cloud.get(Api.COMPUTE, SERVICES),
                        cloud.get(Api.COMPUTE, SERVICES))
                .asTuple());

        // Then
        assertThat(peer.signIns()).isEqualTo(1);
    }

    @Test
    void renewsATokenBeforeItEnds() {
        // Given
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // When
        peer.clock.advance(Duration.ofMinutes(54));
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // Then
        assertThat(peer.signIns()).isEqualTo(1);

        // When
        peer.clock.advance(Duration.ofMinutes(2));
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // Then
        assertThat(peer.signIns()).isEqualTo(2);
    }

    @Test
    void usesATokenToItsEndWhileKeystoneIsAway() {
        // Given
        peer.await(cloud.get(Api.COMPUTE, SERVICES));
        peer.keystoneAway(true);

        // When
        peer.clock.advance(Duration.ofMinutes(57));

        // Then
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // When
        peer.clock.advance(Duration.ofMinutes(5));

        // Then
        assertThatThrownBy(() -> peer.await(cloud.get(Api.COMPUTE, SERVICES)))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContaining("/identity/v3/auth/tokens");
    }

    @Test
    void replacesATokenThatIsRefusedAndMakesAChangeOnlyOnce() {
        // Given
        peer.await(cloud.get(Api.COMPUTE, SERVICES));
        peer.revokeTokens();

        // When
        peer.await(action());

        // Then
        assertThat(peer.signIns()).isEqualTo(2);
        assertThat(peer.askedFor("POST /compute")).hasSize(2);
    }

    @Test
    void leavesRefusedCredentialsAloneForAWhileAndNeverNamesThem() {
        // Given
        peer.acceptCredentials(false);

        // Then
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> peer.await(cloud.get(Api.COMPUTE, SERVICES)))
                    .isInstanceOf(DriverFailure.Unavailable.class)
                    .hasMessageContainingAll("user sluice in project service", "requires authentication", "30 s")
                    .hasMessageNotContaining(ScriptedCloud.PASSWORD);
        }
        assertThat(peer.signIns()).isEqualTo(1);
        assertThat(peer.credentials().toString()).doesNotContain(ScriptedCloud.PASSWORD);

        // When
        peer.acceptCredentials(true);
        peer.clock.advance(Keystone.REST);

        // Then
        peer.await(cloud.get(Api.COMPUTE, SERVICES));
    }

    // --- Patience ----------------------------------------------------------------------------------------------------

    @Test
    void asksAgainWithGrowingPausesWhenAServiceIsBroken() {
        // Given
        peer.fail("/os-services", 3, 500, Map.of());

        // When
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // Then
        assertThat(peer.pauses).containsExactly(Duration.ofMillis(250), Duration.ofMillis(500), Duration.ofSeconds(1));
    }

    @Test
    void givesUpAfterAFewAttemptsAndGoesOnOnceTheServiceIsBack() {
        // Given
        peer.fail("/os-services", 8, 500, Map.of());

        // Then
        assertThatThrownBy(() -> peer.await(cloud.get(Api.COMPUTE, SERVICES)))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContainingAll("500", "something broke");
        assertThatThrownBy(() -> peer.await(cloud.get(Api.COMPUTE, SERVICES)))
                .isInstanceOf(DriverFailure.Unavailable.class);
        peer.await(cloud.get(Api.COMPUTE, SERVICES));
    }

    @Test
    void waitsAsLongAsTheServiceAsksButNotLongerThanACallMayTake() {
        // Given
        peer.fail("/os-services", 1, 429, Map.of("Retry-After", "2"));

        // When
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // Then
        assertThat(peer.pauses).containsExactly(Duration.ofSeconds(2));

        // When
        peer.fail("/os-services", 1, 429, Map.of("Retry-After", "60"));

        // Then
        assertThatThrownBy(() -> peer.await(cloud.get(Api.COMPUTE, SERVICES)))
                .isInstanceOf(DriverFailure.Unavailable.class);
    }

    @Test
    void repeatsAChangeOnlyWhenItWasNotTakenUpAndMayBeRepeated() {
        // Given
        peer.fail("/os-services/1", 1, 503, Map.of());
        peer.fail("/servers/1/action", 1, 503, Map.of());

        // Then
        peer.await(enable());
        assertThat(peer.askedFor("PUT ")).hasSize(2);
        assertThatThrownBy(() -> peer.await(action())).isInstanceOf(DriverFailure.Unavailable.class);
        assertThat(peer.askedFor("POST ")).hasSize(1);

        // When
        peer.fail("/os-services/1", 1, 500, Map.of());

        // Then
        assertThatThrownBy(() -> peer.await(enable())).isInstanceOf(DriverFailure.OutcomeUnknown.class);
        assertThat(peer.askedFor("PUT ")).hasSize(3);
    }

    // --- Addresses and versions --------------------------------------------------------------------------------------

    @Test
    void speaksTheVersionOfAnOlderService() {
        // Given
        peer.answer("GET /compute/", "{\"version\": {\"id\": \"v2.1\", \"version\": \"2.60\"}}");

        // When
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // Then
        assertThat(peer.version("GET /compute/os-services")).contains("compute 2.60");
    }

    @Test
    void saysWhenAServiceIsTooOld() {
        // Given
        peer.answer("GET /compute/", "{\"version\": {\"id\": \"v2.1\", \"version\": \"2.38\"}}");

        // Then
        assertThatThrownBy(() -> peer.await(cloud.get(Api.COMPUTE, SERVICES)))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContainingAll("compute", "up to version 2.38", "needs 2.53");
    }

    @Test
    void asksForTheVersionAgainWhenTheServiceWasReplaced() {
        // Given
        peer.await(cloud.get(Api.COMPUTE, SERVICES));
        peer.answer("GET /compute/", "{\"version\": {\"id\": \"v2.1\", \"version\": \"2.79\"}}");
        peer.fail("/os-services", 1, 406, Map.of());

        // When
        assertThatThrownBy(() -> peer.await(cloud.get(Api.COMPUTE, SERVICES)))
                .isInstanceOf(DriverFailure.Refused.class);
        peer.await(cloud.get(Api.COMPUTE, SERVICES));

        // Then
        assertThat(peer.version("GET /compute/os-services")).contains("compute 2.79");
    }

    @Test
    void findsTheApiBelowAnAddressThatListsSeveral() {
        // Given
        Cloud above = peer.cloudAt(Map.of(Api.COMPUTE, peer.url() + "/nova"));
        peer.answer(
                "GET /nova/",
                "{\"versions\": [{\"id\": \"v2.0\", \"version\": \"\"}, {\"id\": \"v2.1\", \"version\": \"2.93\"}]}");
        peer.answer("GET /nova/v2.1/os-services", "{\"services\": []}");

        // Then
        peer.await(above.get(Api.COMPUTE, SERVICES));
    }

    @Test
    void saysWhenAnAddressIsNotTheServices() {
        // Given
        Cloud wrong = peer.cloudAt(Map.of(Api.COMPUTE, peer.url() + "/placement/resource_providers"));
        peer.answer("GET /placement/resource_providers/", "{}");

        // Then
        assertThatThrownBy(() -> peer.await(wrong.get(Api.COMPUTE, SERVICES)))
                .isInstanceOf(DriverFailure.Unavailable.class)
                .hasMessageContaining("is that its address?");
    }

    // --- Listings ----------------------------------------------------------------------------------------------------

    @Test
    void readsEveryPageByItsLastEntryAndNotByItsLink() {
        // Given
        peer.answer(
                "GET /compute/servers/detail?all_tenants=1",
                "{\"servers\": [{\"id\": \"a\"}, {\"id\": \"b\"}], \"servers_links\": [{\"rel\": \"next\", \"href\":"
                        + " \"http://nova.invalid/elsewhere\"}]}");
        peer.answer(
                "GET /compute/servers/detail?all_tenants=1&marker=b",
                "{\"servers\": [{\"id\": \"c\"}], \"servers_links\": [{\"rel\": \"next\", \"href\": \"x\"}]}");
        peer.answer("GET /compute/servers/detail?all_tenants=1&marker=c", "{\"servers\": [{\"id\": \"d\"}]}");

        // Then
        assertThat(peer.await(new Nova(cloud).servers(Optional.empty())))
                .extracting(Server::id)
                .containsExactly("a", "b", "c", "d");
    }

    private Uni<?> enable() {
        return cloud.change(
                Api.COMPUTE,
                HttpMethod.PUT,
                "/os-services/1",
                Optional.of(JsonNodeFactory.instance.objectNode().put("status", "enabled")));
    }

    private Uni<?> action() {
        return cloud.change(
                Api.COMPUTE,
                HttpMethod.POST,
                "/servers/1/action",
                Optional.of(JsonNodeFactory.instance.objectNode().putNull("migrate")));
    }
}
