/** Tests of the alerts. */
@NullMarked
package dev.sluice.alerting;

import org.jspecify.annotations.NullMarked;
