/**
 * The hot hour in memory: which series exist, whose they are, and their newest samples.
 *
 * <p>Must not know: HTTP, wire formats, what a signal is made of.
 *
 * <p>Invariant: everything is bounded. Series per node and in all, sources per node, bytes of samples, series that are
 * known but not kept: each has a cap, and what is silent for an hour is forgotten.
 */
@NullMarked
package dev.sluice.telemetry.store;

import org.jspecify.annotations.NullMarked;
