/**
 * Carries out approved plans: operations of N moves, each a journalled saga that survives a crash.
 *
 * <p>Must not know: web, pages, command line, one driver's peculiarities.
 *
 * <p>Invariant: an event is journalled before and after every outward call, and a node is claimed in the ledger first.
 */
@NullMarked
package dev.sluice.moving;

import org.jspecify.annotations.NullMarked;
