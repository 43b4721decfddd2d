/**
 * The driver of OpenStack Nova: Keystone, Nova and Placement over REST. See {@code src/docs/drivers/openstack.md}.
 *
 * <p>Must not know: any other driver, or anything above the SPI; nobody imports it.
 *
 * <p>Invariant: a member is a compute host; a service that is disabled without a mark of Sluice is never enabled, moved off
 * or deleted.
 */
@NullMarked
package dev.sluice.driver.openstack;

import org.jspecify.annotations.NullMarked;
