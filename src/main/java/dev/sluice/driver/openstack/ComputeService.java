package dev.sluice.driver.openstack;

import com.fasterxml.jackson.databind.JsonNode;
import dev.sluice.driver.DrainMark;
import dev.sluice.driver.FrameworkDriver.Presence;
import java.util.Optional;

/**
 * One nova-compute as {@code /os-services} tells.
 *
 * @param up its heartbeats arrive, and nobody has forced it down
 * @param forcedDown somebody has said that it is down, whatever its heartbeats say
 * @param reason why it is disabled; empty when nobody gave one
 * @param updatedAt when it last reported or was changed, as Nova writes it; empty when that never happened
 */
record ComputeService(
        String id, String host, boolean enabled, boolean up, boolean forcedDown, String reason, String updatedAt) {

    static ComputeService of(JsonNode json) {
        return new ComputeService(
                json.path("id").asText(),
                json.path("host").asText(),
                "enabled".equals(json.path("status").asText()),
                "up".equals(json.path("state").asText()),
                json.path("forced_down").asBoolean(),
                json.path("disabled_reason").asText(""),
                json.path("updated_at").asText(""));
    }

    /** Whose drain it is, when it is Sluice's. */
    Optional<DrainMark> mark() {
        return enabled ? Optional.empty() : DrainMark.parse(reason);
    }

    /** Let go by Sluice: disabled under a mark and forced down. It is no member any more, though its entry may be kept. */
    boolean released() {
        return forcedDown && mark().isPresent();
    }

    /** @param placeable whether placement has an inventory of it that the scheduler may use */
    Presence presence(boolean placeable) {
        if (released()) {
            return Presence.ABSENT;
        }
        if (!up) {
            return Presence.DOWN;
        }
        if (!enabled) {
            return Presence.DRAINING;
        }
        return placeable ? Presence.SERVING : Presence.DOWN;
    }

    /** Who has taken it out of service, in the words of {@code Observation.Member#drainMark}. */
    Optional<String> drainMark() {
        Optional<DrainMark> ours = mark();
        if (ours.isPresent()) {
            return Optional.of(ours.get().operation().mark());
        }
        if (!enabled) {
            return Optional.of("disabled in Nova: " + (reason.isBlank() ? "no reason given" : reason));
        }
        return forcedDown ? Optional.of("forced down in Nova") : Optional.empty();
    }
}
