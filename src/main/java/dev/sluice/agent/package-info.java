/**
 * The server's side of the agents' channel: who is connected, what each node should run, what it says it runs.
 *
 * <p>Must not know: why a role is wanted.
 *
 * <p>Invariant: level-triggered; the wanted role is stored before it is sent, and sent again at every reconnect.
 */
@NullMarked
package dev.sluice.agent;

import org.jspecify.annotations.NullMarked;
