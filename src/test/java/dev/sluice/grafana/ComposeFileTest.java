package dev.sluice.grafana;

import static dev.sluice.grafana.GrafanaFiles.each;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** What {@code deploy/compose.yaml} promises: no password of its own, nothing open to the network, every file there. */
class ComposeFileTest {

    private static final Path FILE = Path.of("deploy/compose.yaml");

    private final JsonNode services = GrafanaFiles.yaml(FILE).path("services");

    @Test
    void passwordsAreAskedFor() {
        services.properties().forEach(service -> service.getValue().path("environment").properties().stream()
                .filter(e -> e.getKey().contains("PASSWORD"))
                .forEach(e -> assertThat(e.getValue().asText())
                        .as("%s of %s", e.getKey(), service.getKey())
                        .matches("\\$\\{[A-Z_]+:\\?[^}]+}")));
    }

    @Test
    void onlyThisMachineReachesIt() {
        services.forEach(service -> each(service.path("ports"))
                .forEach(port -> assertThat(port.asText()).startsWith("127.0.0.1:")));
    }

    @Test
    void imagesAreOfOneVersion() {
        services.properties().stream().filter(s -> !s.getValue().has("build")).forEach(s -> assertThat(
                        s.getValue().path("image").asText())
                .as(s.getKey())
                .matches("[a-z/]+:v?\\d[\\d.]*"));
    }

    @Test
    void theServerCannotWriteOutsideOfItsVolumes() {
        JsonNode sluice = services.path("sluice");

        assertThat(sluice.path("read_only").asBoolean()).isTrue();
        assertThat(sluice.at("/cap_drop/0").asText()).isEqualTo("ALL");
        assertThat(sluice.at("/security_opt/0").asText()).isEqualTo("no-new-privileges:true");
    }

    @Test
    void whatIsMountedIsThere() {
        services.forEach(service -> each(service.path("volumes"))
                .map(v -> v.asText().split(":", 2)[0])
                .filter(v -> v.startsWith("."))
                .forEach(v -> assertThat(Files.exists(Path.of("deploy").resolve(v)))
                        .as(v)
                        .isTrue()));
    }
}
