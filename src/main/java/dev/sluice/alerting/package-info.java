/**
 * Takes in alerts of Alertmanager and Grafana, keeps them as episodes, and turns them into hints by policies.
 *
 * <p>Must not know: suggestions, operations, who approves. A hint is read by planning; nothing is ever done because of an alert
 * alone.
 *
 * <p>Invariant: an episode gets one hint at most, whose target is worked out once; repeats, twins and whole groups change nothing.
 */
@NullMarked
package dev.sluice.alerting;

import org.jspecify.annotations.NullMarked;
