/**
 * Scores and plans picture after picture, and what must be remembered in between: the proof of a need, the peaks, the
 * history. The same for the running server and for a replay.
 *
 * <p>Must not know: CDI, Vert.x, Mutiny, Hibernate, operations, who approves.
 *
 * <p>Invariant: the same pictures in the same order, the same decisions.
 */
@NullMarked
package dev.sluice.deciding;

import org.jspecify.annotations.NullMarked;
