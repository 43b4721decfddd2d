/**
 * Walks request bodies and exporter pages as bytes, and hands samples to the store.
 *
 * <p>Must not know: HTTP, threads, what happens to a sample.
 *
 * <p>Invariant: no input, however hostile, costs more than a fixed multiple of its length, in time or in memory; a
 * sample of a known series allocates nothing.
 */
@NullMarked
package dev.sluice.telemetry.wire;

import org.jspecify.annotations.NullMarked;
