/** {@code ./sluice bench ingest}: Sluice beside Prometheus and VictoriaMetrics under the same load. */
@NullMarked
package dev.sluice.telemetry.bench;

import org.jspecify.annotations.NullMarked;
