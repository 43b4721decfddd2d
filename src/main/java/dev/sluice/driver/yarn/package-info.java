/**
 * The driver of Hadoop YARN: the ResourceManager's web services, its exclude file, and one call of its admin protocol. See
 * {@code src/docs/drivers/yarn.md}.
 *
 * <p>Must not know: any other driver, or anything above the SPI; nobody imports it.
 *
 * <p>Invariant: in the exclude file only Sluice's own lines change; every step may be repeated after a crash.
 */
@NullMarked
package dev.sluice.driver.yarn;

import org.jspecify.annotations.NullMarked;
