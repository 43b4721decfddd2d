/**
 * Holds the ledger against what frameworks and agents say, and freezes nodes where the two do not agree.
 *
 * <p>Must not know: moves, plans, pages. It never calls a framework and never starts or stops a worker.
 *
 * <p>Invariant: a node that is being moved is left to its operation, and what cannot be told changes nothing.
 */
@NullMarked
package dev.sluice.reconciling;

import org.jspecify.annotations.NullMarked;
