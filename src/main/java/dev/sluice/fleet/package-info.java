/**
 * The words of the domain as plain values: nodes, frameworks, resources and who owns what.
 *
 * <p>Must not know: CDI, Vert.x, Mutiny, Hibernate, or any other package of Sluice.
 *
 * <p>Invariant: a value that was constructed is valid; every check is in a compact constructor.
 */
@NullMarked
package dev.sluice.fleet;

import org.jspecify.annotations.NullMarked;
