package dev.sluice.api.view;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One node's agent.
 *
 * @param connected whether it has spoken within the heartbeat time-out
 * @param lastHeard when it last said something
 * @param version of the agent; null when it has not called since this server started
 * @param role framework whose worker runs, starts or ends there; null when none does
 * @param state of the worker: STOPPED, STARTING, RUNNING, STOPPING or FAILED
 * @param epoch of the wish that it acts on
 * @param proof why it believes so, for people
 * @param admitted whether the node has a credential that is good
 * @param credentialUntil when that ends; null when there is none, or one without an end
 */
public record AgentView(
        String node,
        boolean connected,
        Instant lastHeard,
        @Nullable String version,
        @Nullable String role,
        String state,
        long epoch,
        String proof,
        boolean admitted,
        @Nullable Instant credentialUntil) {}
