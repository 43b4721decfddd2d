/**
 * What Sluice would have done: runs the deciding code over a recorded trace on a simulated clock, beside simple rules on
 * the same trace. A program of its own; needs neither server nor database.
 *
 * <p>Must not know: Vert.x, Hibernate, drivers' calls, the server's life.
 *
 * <p>Invariant: the same trace and policy, the same report but for the decisions per second.
 */
@NullMarked
package dev.sluice.replay;

import org.jspecify.annotations.NullMarked;
