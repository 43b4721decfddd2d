/**
 * Reads exporters' pages on a schedule, and says how each target is doing.
 *
 * <p>Must not know: signals, remote write.
 *
 * <p>Invariant: one reading of a target at a time, bounded in time and bytes; a failed one stores nothing.
 */
@NullMarked
package dev.sluice.telemetry.scrape;

import org.jspecify.annotations.NullMarked;
