/**
 * The loop that scores the current picture, plans, keeps open suggestions and carries approvals to moving.
 *
 * <p>Must not know: web, pages, drivers. The scoring and planning themselves are pure and live in their packages.
 *
 * <p>Invariant: at most one open suggestion per pair of frameworks; a suggestion is re-validated on fresh data before it
 * becomes an operation.
 */
@NullMarked
package dev.sluice.suggesting;

import org.jspecify.annotations.NullMarked;
