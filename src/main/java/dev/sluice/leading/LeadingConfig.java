package dev.sluice.leading;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;
import java.util.Optional;

/** Several servers on one database, one of which leads. */
@ConfigMapping(prefix = "sluice.leading")
interface LeadingConfig {

    /**
     * After so long without a word from the leader, PostgreSQL ends its session and another server takes over; from 2s to
     * 60s.
     */
    @WithDefault("5s")
    Duration timeout();

    /** This server's name among its replicas; host and process number when absent. */
    Optional<String> name();
}
