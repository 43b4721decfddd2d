/**
 * The loop that reads every driver, agent and the ledger into one current picture, and says how old each part is; the
 * policies in force, which are part of it.
 *
 * <p>Must not know: what is decided from the picture.
 *
 * <p>Invariant: a picture is immutable; a part that could not be read keeps its age and its error.
 */
@NullMarked
package dev.sluice.inventory;

import org.jspecify.annotations.NullMarked;
