/**
 * Process life: entry point, data folder, embedded PostgreSQL, clean shutdown.
 *
 * <p>Must not know: features.
 */
@NullMarked
package dev.sluice.server;

import org.jspecify.annotations.NullMarked;
