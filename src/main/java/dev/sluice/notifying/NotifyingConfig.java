package dev.sluice.notifying;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.net.URI;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

/** Who is told when Sluice itself needs a person. */
@ConfigMapping(prefix = "sluice.notifying")
public interface NotifyingConfig {

    /** How often it is looked for something to tell. */
    @WithDefault("5s")
    Duration period();

    /** What is over sooner than this is not told. */
    @WithDefault("1m")
    Duration hold();

    /** A framework that has not been read for so long is told of. */
    @WithDefault("2m")
    Duration stale();

    /** Who is told, by a name of their own. */
    Map<String, Hook> webhooks();

    /** One receiver. */
    interface Hook {

        /** Where to POST to; http or https. */
        URI url();

        /** A file with the secret that each body is signed with, 16 characters or more; without it nothing is signed. */
        Optional<String> secretFile();

        /** A file with a token to send as Authorization: Bearer. */
        Optional<String> tokenFile();

        /** How long an answer may take. */
        @WithDefault("10s")
        Duration limit();
    }
}
