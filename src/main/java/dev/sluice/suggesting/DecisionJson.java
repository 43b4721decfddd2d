package dev.sluice.suggesting;

import dev.sluice.deciding.Decider;
import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.FrameworkPolicy;
import dev.sluice.planning.FrameworkState;
import dev.sluice.planning.PlanningConfig;
import dev.sluice.planning.PlanningOutcome;
import dev.sluice.planning.PlanningOutcome.Weighed;
import dev.sluice.planning.Standing;
import dev.sluice.pressure.Pressure;
import dev.sluice.pressure.Trend;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.Map;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;

/** A decision as it is kept, in words that need no source code to be read months later. */
final class DecisionJson {

    private DecisionJson() {}

    /** What the frameworks had, and what they may have. */
    static JsonObject inputs(Decider.Decision decision) {
        Map<FrameworkId, Standing> standings =
                Standing.of(decision.look().picture(), decision.input().flights());
        JsonArray frameworks = new JsonArray();
        for (FrameworkState state : decision.input().frameworks()) {
            FrameworkPolicy policy = state.framework().policy();
            JsonObject json = new JsonObject()
                    .put("framework", state.id().value())
                    .put("guarantee", policy.guarantee())
                    .put("deserved", policy.deserved())
                    .put("cap", policy.cap())
                    .put("weight", policy.weight())
                    .put("target", policy.target())
                    .put("mode", policy.mode().name())
                    .put("sustainedNeed", number(state.needs().sustained()))
                    .put("lastingNeed", number(state.needs().lasting()))
                    .put("peakNeed", number(state.needs().peak()));
            JsonArray holds = new JsonArray();
            state.holds()
                    .forEach(c -> holds.add(new JsonObject()
                            .put("until", c.until().toString())
                            .put("bars", c.bars().name())
                            .put("why", c.why())));
            json.put("holds", holds);
            Standing standing = standings.get(state.id());
            if (standing != null) {
                json.put("serving", standing.serving())
                        .put("strangers", standing.strangers())
                        .put("arriving", standing.arriving())
                        .put("held", standing.held());
            }
            frameworks.add(json);
        }
        return new JsonObject()
                .put("picture", decision.look().picture().at().toString())
                .put("nodes", decision.look().picture().nodes().size())
                .put("underWay", decision.input().flights().size())
                .put("frameworks", frameworks);
    }

    static JsonObject scores(Decider.Decision decision) {
        JsonObject all = new JsonObject();
        decision.look().scores().forEach((id, score) -> {
            Pressure p = score.pressure();
            all.put(
                    id.value(),
                    new JsonObject()
                            .put("pressure", number(p.value()))
                            .put("supply", number(p.supply()))
                            .put("demand", number(p.demand()))
                            .put("verdict", p.verdict().name())
                            .put("wonBy", p.wonBy().name())
                            .put("coverage", p.coverage())
                            .put("perMinute", p.trend().map(Trend::perMinute).orElse(null))
                            .put("inFiveMinutes", p.trend().map(Trend::ahead).orElse(null))
                            .put("because", score.because())
                            .put("note", p.note().orElse(null)));
        });
        return all;
    }

    static JsonObject thresholds(PlanningConfig config) {
        return new JsonObject()
                .put("tolerance", config.tolerance())
                .put("donorWindow", config.donorWindow().toString())
                .put("evidence", config.evidence())
                .put("evidenceToClear", config.evidenceToClear())
                .put("metricExpiry", config.metricExpiry().toString())
                .put("coverageFloor", config.coverageFloor())
                .put("pendingMinAge", config.pendingMinAge().toString())
                .put("dwell", config.dwell().toString())
                .put("stepCap", config.stepCap())
                .put("gainGate", config.gainGate())
                .put("reserveGate", config.reserveGate());
    }

    static JsonObject outcome(PlanningOutcome outcome) {
        JsonArray suggestions = new JsonArray();
        outcome.suggestions().forEach(s -> suggestions.add(SuggestionJson.write(s)));
        JsonArray weighed = new JsonArray();
        for (Weighed w : outcome.weighed()) {
            weighed.add(new JsonObject()
                    .put("from", w.from().map(FrameworkId::value).orElse(null))
                    .put("to", w.to().value())
                    .put("count", w.count())
                    .put("relief", w.gain().relief())
                    .put("gain", w.gain().score())
                    .put("approved", w.gain().approved()));
        }
        return new JsonObject()
                .put("scarce", outcome.scarce())
                .put("suggestions", suggestions)
                .put("weighed", weighed)
                .put("whyNot", SuggestionJson.whyNot(outcome.whyNot()));
    }

    private static @Nullable Double number(OptionalDouble value) {
        return value.isPresent() ? value.getAsDouble() : null;
    }
}
