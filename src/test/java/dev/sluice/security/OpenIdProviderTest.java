package dev.sluice.security;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vertx.core.Vertx;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OpenIdProviderTest {

    private final Vertx vertx = Vertx.vertx();

    @AfterEach
    void close() {
        vertx.close().toCompletionStage().toCompletableFuture().join();
    }

    @Test
    void withoutAnIssuerThereIsNone() {
        assertThat(provider(Map.of()).title()).isEmpty();
    }

    @Test
    void aProviderThatIsNotThereKeepsNobodyFromStarting() {
        var provider = provider(Map.of("issuer", "http://127.0.0.1:1", "roles.sre", "admin"));
        assertThat(provider.title()).contains("single sign-on");
        assertThatThrownBy(() -> provider.door("http://127.0.0.1/done", "s", "n", "v")
                        .await()
                        .atMost(Duration.ofSeconds(20)))
                .hasMessageContaining("refused");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "issuer=id.example|roles.sre=admin|sluice.security.oidc.issuer=id.example: must begin with https:// (or http://)",
                "scopes=profile|roles.sre=admin|sluice.security.oidc.scopes=[profile]: openid must be among them",
                "title=x|''|sluice.security.oidc.roles: say who may what, such as sluice.security.oidc.roles.sre=operator",
                "title=x|roles.sre=root|sluice.security.oidc.roles.sre=root: must be viewer, operator or admin",
                "client-secret-file=/nowhere|roles.sre=admin|sluice.security.oidc.client-secret-file=/nowhere: cannot be read (/nowhere)",
            })
    void whatIsWrongIsNamed(String first, String second, String sentence) {
        var config = new HashMap<>(Map.of("issuer", "https://id.example"));
        for (var pair : List.of(first, second)) {
            if (!pair.isEmpty()) {
                var at = pair.indexOf('=');
                config.put(pair.substring(0, at), pair.substring(at + 1));
            }
        }
        assertThatThrownBy(() -> provider(config)).hasMessage(sentence);
    }

    private OpenIdProvider provider(Map<String, String> oidc) {
        var values = new HashMap<String, String>(Map.of("user.home", "/tmp"));
        oidc.forEach((key, value) -> values.put("sluice.security.oidc." + key, value));
        var config = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .addDefaultInterceptors()
                .withMapping(SecurityConfig.class)
                .withDefaultValues(values)
                .build();
        return new OpenIdProvider(vertx, config.getConfigMapping(SecurityConfig.class));
    }
}
