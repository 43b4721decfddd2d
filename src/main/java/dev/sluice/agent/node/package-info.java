/**
 * The node agent: its own small jar that needs a JDK and nothing else.
 *
 * <p>Must not know: any other package of Sluice, any library.
 *
 * <p>Invariant: it runs only roles of its own local file, and never one with an older epoch than it has seen.
 */
@NullMarked
package dev.sluice.agent.node;

import org.jspecify.annotations.NullMarked;
