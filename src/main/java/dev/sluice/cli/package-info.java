/**
 * The command line: a plain JVM program that talks REST.
 *
 * <p>Must not know: the server's classes, except the view records.
 */
@NullMarked
package dev.sluice.cli;

import org.jspecify.annotations.NullMarked;
