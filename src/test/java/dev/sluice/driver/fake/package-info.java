/**
 * A framework in memory, for the tests of everything that speaks to drivers.
 *
 * <p>Invariant: it keeps the driver contract, proven by {@code FakeFrameworkTest}; a fault is injected, never accidental.
 */
@NullMarked
package dev.sluice.driver.fake;

import org.jspecify.annotations.NullMarked;
