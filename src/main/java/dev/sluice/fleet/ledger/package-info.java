/**
 * The durable record of who owns each node, and its store.
 *
 * <p>Must not know: drivers, plans or moves; it only arbitrates claims.
 *
 * <p>Invariant: a row changes owner only by compare-and-set on (owner, epoch), and the epoch only grows.
 */
@NullMarked
package dev.sluice.fleet.ledger;

import org.jspecify.annotations.NullMarked;
