package dev.sluice.agent;

import io.smallrye.config.ConfigMapping;
import io.smallrye.config.WithDefault;
import java.time.Duration;

/** The agents' channel. */
@ConfigMapping(prefix = "sluice.agent")
interface AgentConfig {

    /** After so long without a word an agent counts as away. Agents speak every 5 s. */
    @WithDefault("15s")
    Duration heartbeatTimeout();

    /** How long a node's credential is good; its agent gets a new one when two thirds of that are over. 1m at least. */
    @WithDefault("30d")
    Duration credentialLifetime();

    /** How long a join token is good. */
    @WithDefault("1h")
    Duration joinTokenLifetime();
}
