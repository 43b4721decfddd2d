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
                .<Map<String, ?>>map(role -> Json.fields(
                        "framework", role.framework(),
                        "member", role.member(),
                        "prepares", role.prepare().isPresent()))
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

    /** That a wish is not followed, and why. */
    static String refused(Wish wish, String code, String sentence) {
        return Json.write(Json.fields(
                "kind",
                "refused",
                "code",
                code,
                "epoch",
                wish.epoch(),
                "revision",
                wish.revision(),
                "sentence",
                sentence));
    }

    /** What the server says. */
    sealed interface Said {
        record Want(Wish wish) implements Said {}

        /** That this node should get itself a new credential. */
        record Rotate() implements Said {}
    }

    /**
     * @throws IllegalArgumentException when it is anything else
     */
    static Said read(String text) {
        Json.Obj frame = Json.readObject(text);
        String kind = frame.text("kind").orElse("");
        return switch (kind) {
            case "want" -> new Said.Want(Wish.of(frame));
            case "rotate" -> new Said.Rotate();
            default -> throw new IllegalArgumentException("kind '" + kind + "' is not known, only want and rotate");
        };
    }
}
