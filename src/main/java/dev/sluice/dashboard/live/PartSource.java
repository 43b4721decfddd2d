package dev.sluice.dashboard.live;

import dev.sluice.api.view.StatusView;
import io.smallrye.mutiny.Uni;
import java.time.Duration;
import java.util.Optional;

/** Renders the parts of pages that change while somebody looks. */
public interface PartSource {

    /**
     * The part's HTML as of {@code status}; empty when there is no such part, or no longer.
     *
     * @param name for example {@code operation:op-7}, as the page's {@code data-part} has it
     * @param mayAct whether forms belong in it
     */
    Uni<Optional<String>> render(String name, boolean mayAct, StatusView status);

    /** How often the part is rendered at most. */
    Duration pace(String name);
}
