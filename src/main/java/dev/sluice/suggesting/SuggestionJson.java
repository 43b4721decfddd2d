package dev.sluice.suggesting;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.fleet.NodeId;
import dev.sluice.planning.Suggestion;
import dev.sluice.planning.Suggestion.Effect;
import dev.sluice.planning.Suggestion.Rule;
import dev.sluice.planning.Suggestion.WhyNot;
import io.vertx.core.json.JsonArray;
import io.vertx.core.json.JsonObject;
import java.util.List;
import java.util.Optional;
import java.util.function.Function;

/** A suggestion as it is kept. Written out by hand, so that a renamed field in the code leaves old rows readable. */
final class SuggestionJson {

    private SuggestionJson() {}

    static JsonObject write(Suggestion suggestion) {
        JsonArray nodes = new JsonArray();
        suggestion.nodes().forEach(n -> nodes.add(n.value()));
        JsonArray effects = new JsonArray();
        suggestion
                .effects()
                .forEach(e -> effects.add(new JsonObject()
                        .put("framework", e.framework().value())
                        .put("nodesBefore", e.nodesBefore())
                        .put("nodesAfter", e.nodesAfter())
                        .put("before", e.before())
                        .put("after", e.after())));
        return new JsonObject()
                .put("from", suggestion.from().map(FrameworkId::value).orElse(null))
                .put("to", suggestion.to().value())
                .put("nodes", nodes)
                .put("reason", suggestion.reason())
                .put("effects", effects)
                .put("whyNot", whyNot(suggestion.whyNot()));
    }

    static JsonArray whyNot(List<WhyNot> whyNot) {
        JsonArray array = new JsonArray();
        whyNot.forEach(w -> array.add(new JsonObject()
                .put("subject", w.subject())
                .put("rule", w.rule().name())
                .put("sentence", w.sentence())));
        return array;
    }

    static Suggestion read(JsonObject json) {
        return new Suggestion(
                Optional.ofNullable(json.getString("from")).map(FrameworkId::new),
                new FrameworkId(json.getString("to")),
                json.getJsonArray("nodes").stream()
                        .map(n -> new NodeId((String) n))
                        .toList(),
                json.getString("reason"),
                objects(
                        json.getJsonArray("effects"),
                        e -> new Effect(
                                new FrameworkId(e.getString("framework")),
                                e.getInteger("nodesBefore"),
                                e.getInteger("nodesAfter"),
                                e.getDouble("before"),
                                e.getDouble("after"))),
                objects(
                        json.getJsonArray("whyNot"),
                        w -> new WhyNot(
                                w.getString("subject"), Rule.valueOf(w.getString("rule")), w.getString("sentence"))));
    }

    private static <T> List<T> objects(JsonArray array, Function<JsonObject, T> read) {
        return java.util.stream.IntStream.range(0, array.size())
                .mapToObj(i -> read.apply(array.getJsonObject(i)))
                .toList();
    }
}
