/**
 * What frameworks wanted over time, as a file of rows: {@code seconds,framework,demand_nodes}.
 *
 * <p>Must not know: what is made of it.
 *
 * <p>Invariant: a trace has no gap; one with a gap is refused with a sentence that names the line.
 */
@NullMarked
package dev.sluice.trace;

import org.jspecify.annotations.NullMarked;
