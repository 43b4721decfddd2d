package dev.sluice.driver.openstack;

import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What a drain may do to servers.
 *
 * @param evacuate whether servers of a host that has died are built anew elsewhere. Nova only knows that it does not hear the
 *     host; that the host is really off is for the operator to see to, or a server may run twice
 */
record MovePolicy(Mode mode, boolean evacuate) {

    /** Metadata by which the owner of a server has a say: {@code no} or {@code cold}. */
    static final String METADATA = "sluice.move";

    /** How servers that run are moved. Those that are off can only be moved cold. */
    enum Mode {
        /** While they run. */
        LIVE,
        /** Switched off, moved and switched on again by Nova. */
        COLD,
        /** Not at all: the drain waits until they are moved or deleted by somebody else. */
        LEAVE
    }

    /** Why a server is to stay where it is. */
    Optional<String> stays(Server server) {
        if (mode == Mode.LEAVE) {
            return Optional.of("is left alone, as options.servers says; move or delete it by hand");
        }
        return "no".equals(wish(server.metadata()))
                ? Optional.of("its owner does not want it moved (metadata " + METADATA + "=no)")
                : Optional.empty();
    }

    boolean cold(Server server) {
        return mode == Mode.COLD || "cold".equals(wish(server.metadata()));
    }

    private static String wish(Map<String, String> metadata) {
        return metadata.getOrDefault(METADATA, "").strip().toLowerCase(Locale.ROOT);
    }
}
