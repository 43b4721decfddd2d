/**
 * The one door into the store: unpacks and decodes a body or page with the scratch of the thread, and counts what became
 * of it.
 *
 * <p>Must not know: HTTP.
 *
 * <p>Invariant: what is under way at once is bounded in bytes; more is refused before anything is allocated for it.
 */
@NullMarked
package dev.sluice.telemetry.intake;

import org.jspecify.annotations.NullMarked;
