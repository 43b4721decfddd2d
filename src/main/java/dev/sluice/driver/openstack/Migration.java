package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
import java.util.Set;

/**
 * One move of a server between hosts, as {@code /os-migrations} tells.
 *
 * @param server its id
 * @param target empty until the scheduler has found one
 * @param status one of some twenty words, of which only a few matter here
 * @param percent how much of a running server's memory has arrived, where that was asked for
 */
record Migration(
        long id,
        String server,
        String source,
        Optional<String> target,
        Kind kind,
        String status,
        Optional<Integer> percent) {

    /** What it is. */
    enum Kind {
        LIVE,
        /** A cold move that an administrator began. */
        COLD,
        /** A resize that the server's user began, and may still take back. */
        RESIZE,
        /** The server is built anew elsewhere because its host is dead. */
        EVACUATION
    }

    private static final Set<String> ENDED =
            Set.of("completed", "confirmed", "reverted", "error", "failed", "cancelled", "done");

    static Migration of(JsonNode json) {
        return new Migration(
                json.path("id").asLong(),
                json.path("instance_uuid").asText(),
                json.path("source_compute").asText(""),
                Optional.of(json.path("dest_compute").asText(""))
                        .filter(host -> !host.isBlank() && !"null".equals(host)),
                switch (json.path("migration_type").asText()) {
                    case "live-migration" -> Kind.LIVE;
                    case "evacuation" -> Kind.EVACUATION;
                    case "resize" -> Kind.RESIZE;
                    default -> Kind.COLD;
                },
                json.path("status").asText(),
                Optional.empty());
    }

    Migration arrived(Optional<Integer> told) {
        return new Migration(id, server, source, target, kind, status, told);
    }

    /** Its memory is on the way now. */
    boolean copies() {
        return kind == Kind.LIVE && "running".equals(status);
    }

    boolean ended() {
        return ENDED.contains(status);
    }

    /** The server runs at the target, and the source keeps its place until somebody confirms. */
    boolean awaitsConfirmation() {
        return "finished".equals(status) && (kind == Kind.COLD || kind == Kind.RESIZE);
    }

    boolean failed() {
        return "error".equals(status) || "failed".equals(status);
    }
}
