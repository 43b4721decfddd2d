package dev.sluice.planning;

import dev.sluice.pressure.ScoringRules;
import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.Optional;

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

    /** A need for more nodes that is within the tolerance counts once it has been there for this long. */
    @WithDefault("15m")
    Duration lastingWindow();

    /** A need that climbs steadily counts as what it will be so much later; about as long as a move takes. */
    @WithDefault("5m")
    Duration lead();

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

    /** How long a framework gives no nodes after it took some. */
    @WithDefault("5m")
    Duration coolDownTaking();

    /** How long a framework takes no nodes after it gave some. */
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

    /** How often one node may move in a day, whoever asks for it but a person. */
    @WithDefault("6")
    int churnPerNode();

    /** Share of the fleet that may go from one framework to one other in an hour, above 0 and at most 1; four nodes at least. */
    @WithDefault("0.5")
    double churnPerPair();

    /** Recurring times in which nothing moves, by a name of their own. */
    Map<String, Window> windows();

    /** A recurring time in which nothing moves. */
    interface Window {

        /** When it begins: minute, hour, day of month, month and day of week as in crontab, for example `0 22 * * 1-5`. */
        String cron();

        /** How long it lasts, 31 days at most. */
        Duration duration();

        /** The time zone of its begin. */
        @WithDefault("UTC")
        ZoneId zone();

        /** Whom it is for, separated by commas; all when absent. */
        Optional<List<String>> frameworks();
    }

    /** How much more use a spare node must be expected to have elsewhere before it is moved there; 1 holds no reserve. */
    @WithDefault("0.2")
    double reserveGate();

    /** What a framework is expected to need. */
    Outlook outlook();

    /** What a framework is expected to need, from what it has needed; weights are shares of the whole. */
    interface Outlook {

        /** Days of needs that are remembered. */
        @WithDefault("7")
        int days();

        /** After this time a remembered need counts half. */
        @WithDefault("24h")
        Duration halfLife();

        /** Weight of the present need. */
        @WithDefault("0.4")
        double present();

        /** Weight of the last half hour. */
        @WithDefault("0.3")
        double recent();

        /** Weight of the same time on the days before. */
        @WithDefault("0.2")
        double rhythm();

        /** Weight of needs larger than any remembered. */
        @WithDefault("0.05")
        double tail();
    }

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
        return new PlanningRules(
                tolerance(),
                dwell(),
                stepCap(),
                gainGate(),
                reserveGate(),
                new PlanningRules.Churn(churnPerNode(), churnPerPair()));
    }

    /** @throws IllegalArgumentException naming the window and the rule */
    default QuietWindows quietWindows() {
        return QuietWindows.of(windows());
    }

    default OutlookRules outlookRules() {
        return new OutlookRules(
                outlook().days(),
                outlook().halfLife(),
                outlook().present(),
                outlook().recent(),
                outlook().rhythm(),
                outlook().tail());
    }
}
