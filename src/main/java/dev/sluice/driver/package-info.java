/**
 * The contract between Sluice and one running framework: observe, drain, progress, release, admit, confirm.
 *
 * <p>Must not know: the ledger, plans, moves or agents; a driver speaks to its framework's API and nothing else.
 *
 * <p>Invariant: every call may be repeated; saying again what was already said is a success.
 */
@NullMarked
package dev.sluice.driver;

import org.jspecify.annotations.NullMarked;
