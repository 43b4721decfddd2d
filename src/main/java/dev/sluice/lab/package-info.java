/**
 * The demo and the lab of the tests: real frameworks, agents and jobs on this machine, each a process with a pid file.
 *
 * <p>Must not know: the server's classes; it talks REST like anybody else.
 *
 * <p>Invariant: a process that was started is stopped by its own pid, never by name.
 */
@NullMarked
package dev.sluice.lab;

import org.jspecify.annotations.NullMarked;
