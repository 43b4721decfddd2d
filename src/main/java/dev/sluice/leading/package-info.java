/**
 * Which of several servers on one database decides and moves: a lease in PostgreSQL, and the term that fences out whoever
 * had it before.
 *
 * <p>Must not know: what the leader does.
 *
 * <p>Invariant: at most one server holds the lease, terms only grow, and nothing is written under a term that is over.
 */
@NullMarked
package dev.sluice.leading;

import org.jspecify.annotations.NullMarked;
