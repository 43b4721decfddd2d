package dev.sluice.alerting;

import jakarta.enterprise.context.ApplicationScoped;
import jakarta.enterprise.inject.Produces;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** Makes policies and the signature from the configuration, or says which key is wrong. */
@ApplicationScoped
class AlertSetup {

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
                        Signature.secret("sluice.alerting.grafana.secret-file", Path.of(file)),
                        grafana.signatureHeader(),
                        grafana.timestampHeader(),
                        grafana.tolerance())));
    }

    /** All of them. */
    record AlertPolicies(List<AlertPolicy> all) {}

    /** How Grafana signs; empty when it needs a token. */
    record Grafana(Optional<Signature> signature) {}
}
