package dev.sluice.inventory;

import dev.sluice.agent.Agents;
import dev.sluice.fleet.ledger.Ledger;
import dev.sluice.telemetry.Telemetry;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;

/** What a picture is made of besides the frameworks' own answers. */
@Singleton
final class Sources {

    private final Ledger ledger;
    private final Agents agents;
    private final Telemetry telemetry;
    private final PolicyKeeper policies;

    @Inject
    Sources(Ledger ledger, Agents agents, Telemetry telemetry, PolicyKeeper policies) {
        this.ledger = ledger;
        this.agents = agents;
        this.telemetry = telemetry;
        this.policies = policies;
    }

    Ledger ledger() {
        return ledger;
    }

    Agents agents() {
        return agents;
    }

    Telemetry telemetry() {
        return telemetry;
    }

    PolicyKeeper policies() {
        return policies;
    }
}
