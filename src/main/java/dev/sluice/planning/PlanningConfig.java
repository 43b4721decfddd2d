package dev.sluice.planning;

import dev.sluice.pressure.ScoringRules;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** When Sluice suggests moves, and when it makes them by itself. */
@ConfigMapping(prefix = "sluice.planning")
public interface PlanningConfig {

    /** How often the fleet is scored and planned. */
    @WithDefault("10s")
    Duration period();

    /** How far from 1.00 a pressure is still just right. */
    @WithDefault("0.10")
    double tolerance();

    /** A framework gives only what it has not needed for this long. */
    @WithDefault("5m")
    Duration donorWindow();

    /** Consecutive readings with a need for more nodes before nodes are suggested for a framework. */
    @WithDefault("5")
    int evidence();

    /** Consecutive readings without it before that is over. */
    @WithDefault("3")
    int evidenceToClear();

    /** Older than this, a reading or a node's signal is no data, and what lacks data neither gives nor takes. */
    @WithDefault("180s")
    Duration metricExpiry();

    /** Share of a framework's nodes that must have fresh signals, 0 to 1. */
    @WithDefault("0.95")
    double coverageFloor();

    /** Pending work younger than this is not counted yet. */
    @WithDefault("30s")
    Duration pendingMinAge();

    /** How long a framework is left alone after it took nodes. */
    @WithDefault("5m")
    Duration coolDownTaking();

    /** How long a framework is left alone after it gave nodes. */
    @WithDefault("10m")
    Duration coolDownGiving();

    /** How long both ends are left alone after a move that failed or was undone. */
    @WithDefault("3m")
    Duration coolDownFailure();

    /** How long a node that has moved stays where it is. */
    @WithDefault("60m")
    Duration dwell();

    /** Share of the donor's nodes that one automatic step may take, above 0 and at most 1; at least one node. */
    @WithDefault("0.10")
    double stepCap();

    /** Share of the fleet's work relieved over share of the fleet's work disturbed, below which nodes stay put. */
    @WithDefault("0.5")
    double gainGate();

    /** How long a suggestion waits for approval. */
    @WithDefault("24h")
    Duration expiry();

    /** How long a suggestion between two automatic frameworks stays valid. */
    @WithDefault("15m")
    Duration autoExpiry();

    /** How long a pair of frameworks is left alone after its suggestion was rejected. */
    @WithDefault("30m")
    Duration quietAfterRejection();

    /** An automatic suggestion must still hold this long after it was made, and once more after as long again. */
    @WithDefault("15s")
    Duration revalidateAfter();

    default ScoringRules scoringRules() {
        return new ScoringRules(metricExpiry(), coverageFloor(), pendingMinAge(), tolerance());
    }

    default PlanningRules planningRules() {
        return new PlanningRules(tolerance(), dwell(), stepCap(), gainGate());
    }
}
