/**
 * REST for programs and the command line; errors are RFC 9457 problem bodies.
 *
 * <p>Must not know: HTML.
 *
 * <p>Invariant: anything that touches a node is a dry run unless the caller says otherwise.
 */
@NullMarked
package dev.sluice.api;

import org.jspecify.annotations.NullMarked;
