package dev.sluice.dashboard;

import dev.sluice.fleet.FrameworkId;
import dev.sluice.suggesting.Pauses;
import java.time.Instant;

/**
 * What is left alone.
 *
 * @param framework id; empty for all of them
 */
public record PauseModel(String framework, String title, String reason, String actor, Instant since, Instant until) {

    static PauseModel of(Pauses.Pause pause, Titles titles) {
        var framework = pause.framework().map(FrameworkId::value);
        return new PauseModel(
                framework.orElse(""),
                framework.map(titles::of).orElse("Every framework"),
                pause.reason(),
                pause.actor(),
                pause.since(),
                pause.until());
    }
}
