/**
 * Takes in live metrics of any node, keeps the hot hour, and answers with node signals.
 *
 * <p>Must not know: frameworks, scores, plans.
 *
 * <p>Invariant: missing is UNKNOWN, never zero, and a sample never passes through the database.
 */
@NullMarked
package dev.sluice.telemetry;

import org.jspecify.annotations.NullMarked;
