package dev.sluice.agent.node;

import java.util.List;
import java.util.Map;

/** The agent's frames of {@code sluice.agent.v1}: JSON texts with a {@code kind}. */
final class Frames {

    static final String PROTOCOL = "sluice.agent.v1";

    private Frames() {}

    /** Who this is and what it has; the first frame of every connection. */
    static String hello(AgentFile file, Machine machine, String version, Roles.Actual actual) {
        List<Map<String, ?>> roles = file.roles().values().stream()
                .<Map<String, ?>>map(recipe -> Json.fields("framework", recipe.framework(), "member", recipe.member()))
                .toList();
        return Json.write(Json.fields(
                "kind", "hello",
                "node", file.node(),
                "version", version,
                "rack", file.description().rack(),
                "labels", file.description().labels(),
                "capacity",
                        Json.fields(
                                "cores", machine.cores(),
                                "memoryBytes", machine.memoryBytes(),
                                "diskBytes", machine.diskBytes(),
                                "gpus", machine.gpus()),
                "roles", roles,
                "actual", actual.fields()));
    }

    static String actual(Roles.Actual actual) {
        Map<String, Object> fields = Json.fields("kind", "actual");
        fields.putAll(actual.fields());
        return Json.write(fields);
    }

    /**
     * The server's one frame.
     *
     * @throws IllegalArgumentException when it is anything else
     */
    static Wish want(String text) {
        Json.Obj frame = Json.readObject(text);
        String kind = frame.text("kind").orElse("");
        if (!kind.equals("want")) {
            throw new IllegalArgumentException("kind '" + kind + "' is not known, only want");
        }
        return Wish.of(frame);
    }
}
