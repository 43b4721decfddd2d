/**
 * Delays behind one seam, so that no test sleeps and every timer has an owner who cancels it.
 *
 * <p>Must not know: what is being timed.
 */
@NullMarked
package dev.sluice.time;

import org.jspecify.annotations.NullMarked;
