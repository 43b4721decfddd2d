/**
 * What the API answers and the pages show: plain records, one shape for REST, live feed, templates and command line.
 *
 * <p>Must not know: anything but the JDK.
 */
@NullMarked
package dev.sluice.api.view;

import org.jspecify.annotations.NullMarked;
