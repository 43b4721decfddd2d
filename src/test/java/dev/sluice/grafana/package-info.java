/** Reads what is under {@code grafana/}, for the tests that hold it against its rules and against a running server. */
@NullMarked
package dev.sluice.grafana;

import org.jspecify.annotations.NullMarked;
