package dev.sluice.dashboard.live;

import com.fasterxml.jackson.databind.ObjectMapper;
import dev.sluice.api.view.StatusView;
import jakarta.inject.Singleton;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import java.util.zip.CRC32C;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The newest text of every part that somebody tracks, rendered and encoded once for all of them.
 *
 * <p>Its version is a checksum of the text, so that a page which comes back with the same text is sent nothing.
 */
@Singleton
class PartBoard {

    private static final Logger LOG = Logger.getLogger(PartBoard.class);

    /** A part as those see it who may act, or as those who may not. */
    record Key(String name, boolean mayAct) {}

    /** @param message the frame, ready to be sent */
    record Part(String version, String message, int bytes) {}

    private record Held(@Nullable Part part, Instant due) {}

    private final PartSource source;
    private final ObjectMapper mapper;
    private final Map<Key, Held> held = new ConcurrentHashMap<>();

    PartBoard(PartSource source, ObjectMapper mapper) {
        this.source = source;
        this.mapper = mapper;
    }

    Optional<Part> part(Key key) {
        return Optional.ofNullable(held.get(key)).map(Held::part);
    }

    /** Renders the tracked parts whose turn it is and forgets the others; {@code changed} is called for each new text. */
    void refresh(Set<Key> tracked, StatusView status, Consumer<Key> changed) {
        held.keySet().retainAll(tracked);
        for (var key : tracked) {
            var old = held.get(key);
            if (old != null && status.at().isBefore(old.due())) {
                continue;
            }
            var due = status.at().plus(source.pace(key.name()));
            held.put(key, new Held(old == null ? null : old.part(), due));
            source.render(key.name(), key.mayAct(), status)
                    .subscribe()
                    .with(
                            html -> {
                                if (hold(key, due, html)) {
                                    changed.accept(key);
                                }
                            },
                            failure -> LOG.warnf("Part %s is not shown anew: %s", key.name(), failure.getMessage()));
        }
    }

    private boolean hold(Key key, Instant due, Optional<String> html) {
        var version = html.map(PartBoard::checksum).orElse("gone");
        var old = held.get(key);
        if (old == null || (old.part() != null && old.part().version().equals(version))) {
            return false;
        }
        var message = mapper.createObjectNode()
                .put("kind", "part")
                .put("name", key.name())
                .put("version", version)
                .put("html", html.orElse(null))
                .toString();
        held.put(key, new Held(new Part(version, message, message.getBytes(StandardCharsets.UTF_8).length), due));
        return true;
    }

    private static String checksum(String html) {
        var sum = new CRC32C();
        sum.update(html.getBytes(StandardCharsets.UTF_8));
        return Long.toHexString(sum.getValue());
    }
}
