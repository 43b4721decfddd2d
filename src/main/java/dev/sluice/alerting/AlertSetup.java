package dev.sluice.alerting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes policies and the signature from the configuration, or says which key is wrong. */
@ApplicationScoped
class AlertSetup {

    private static final int LEAST_SECRET = 16;

    @Produces
    @Singleton
    AlertPolicies policies(AlertingConfig config) {
        return new AlertPolicies(config.policies().entrySet().stream()
                .map(entry -> AlertPolicy.of(entry.getKey(), entry.getValue()))
                .toList());
    }

    @Produces
    @Singleton
    Grafana grafana(AlertingConfig config) {
        AlertingConfig.Grafana grafana = config.grafana();
        return new Grafana(grafana.secretFile()
                .map(file -> new Signature(
                        secret(Path.of(file)),
                        grafana.signatureHeader(),
                        grafana.timestampHeader(),
                        grafana.tolerance())));
    }

    private static byte[] secret(Path file) {
        String key = "sluice.alerting.grafana.secret-file=" + file;
        try {
            String secret = Files.readString(file).strip();
            if (secret.length() < LEAST_SECRET) {
                throw new IllegalArgumentException(
                        key + ": the secret must have " + LEAST_SECRET + " characters or more");
            }
            return secret.getBytes(StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new IllegalArgumentException(key + ": cannot be read (" + e.getMessage() + ")", e);
        }
    }

    /** All of them. */
    record AlertPolicies(List<AlertPolicy> all) {}

    /** How Grafana signs; empty when it needs a token. */
    record Grafana(Optional<Signature> signature) {}
}
