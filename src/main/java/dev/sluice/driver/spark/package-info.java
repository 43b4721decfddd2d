/**
 * The driver of Spark standalone: the master's web UI and the workers'. See {@code src/docs/drivers/spark.md}.
 *
 * <p>Must not know: any other driver, or anything above the SPI; nobody imports it.
 *
 * <p>Invariant: a member is a host; every worker of a host is drained together, as Spark does it.
 */
@NullMarked
package dev.sluice.driver.spark;

import org.jspecify.annotations.NullMarked;
