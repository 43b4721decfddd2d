/**
 * Tells other programs, by webhooks, what of Sluice itself needs a person: a stuck move, a node in two places, a breaker, a
 * framework that cannot be read.
 *
 * <p>Must not know: who is told, and what they do. Nothing here changes anything.
 *
 * <p>Invariant: what a receiver has acknowledged as firing, it is told the end of.
 */
@NullMarked
package dev.sluice.notifying;

import org.jspecify.annotations.NullMarked;
