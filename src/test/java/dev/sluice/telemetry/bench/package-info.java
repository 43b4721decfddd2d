/**
 * {@code ./sluice bench ingest}: Sluice beside Prometheus and VictoriaMetrics under the same load; {@code freshness}: how old
 * a value is when an open map shows it.
 */
@NullMarked
package dev.sluice.telemetry.bench;

import org.jspecify.annotations.NullMarked;
