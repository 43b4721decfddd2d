/**
 * The page: Qute for the first paint, then one WebSocket.
 *
 * <p>Must not know: entities, drivers, agents.
 *
 * <p>Invariant: a page is complete and useful before any script runs.
 */
@NullMarked
package dev.sluice.dashboard;

import org.jspecify.annotations.NullMarked;
