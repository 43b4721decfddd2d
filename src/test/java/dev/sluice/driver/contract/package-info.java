/**
 * The driver contract as tests: a driver's whole test is one subclass of {@code DriverContract} and a {@code DriverPeer}.
 *
 * <p>Invariant: the kit can fail, proven by {@code DriverContractTest} on deliberately broken fakes.
 */
@NullMarked
package dev.sluice.driver.contract;

import org.jspecify.annotations.NullMarked;
