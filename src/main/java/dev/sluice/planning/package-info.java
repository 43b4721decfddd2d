/**
 * Who should give which nodes to whom, and why: pure functions from pressures to a suggestion.
 *
 * <p>Must not know: CDI, Vert.x, Mutiny, Hibernate, how a move is carried out.
 *
 * <p>Invariant: same input, byte-identical plan; never below a guarantee, never above a cap, never on UNKNOWN data.
 */
@NullMarked
package dev.sluice.planning;

import org.jspecify.annotations.NullMarked;
