/**
 * The live feed {@code /live}: the fleet as compact values, events in order, and the parts of pages that viewers track.
 *
 * <p>Must not know: templates; a {@link dev.sluice.dashboard.live.PartSource} renders.
 *
 * <p>Invariant: a tick is encoded once for all who stand at the same place, and a viewer never has more than one write
 * under way.
 */
@NullMarked
package dev.sluice.dashboard.live;

import org.jspecify.annotations.NullMarked;
