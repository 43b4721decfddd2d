/**
 * How hard each framework is pressed: pure functions from signals and demand to a score that carries its parts.
 *
 * <p>Must not know: CDI, Vert.x, Mutiny, Hibernate, drivers' calls, plans.
 *
 * <p>Invariant: same input, same score; without enough fresh data the verdict is UNKNOWN.
 */
@NullMarked
package dev.sluice.pressure;

import org.jspecify.annotations.NullMarked;
