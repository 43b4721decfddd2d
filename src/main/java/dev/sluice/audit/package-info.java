/**
 * The audit trail: who, what, when, from where, why, before and after, in one chain that shows where it was broken.
 *
 * <p>What changes in the database is recorded by its triggers, in the transaction that changes it; what is asked for over HTTP
 * is recorded here, with the address that it came from.
 *
 * <p>Must not know: what the records are about. Invariant: a record is appended once and never changed.
 */
@NullMarked
package dev.sluice.audit;

import org.jspecify.annotations.NullMarked;
