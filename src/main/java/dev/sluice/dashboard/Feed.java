package dev.sluice.dashboard;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.sluice.api.view.StatusView;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Optional;

/**
 * The feed's position and what is needed to resume from an earlier one: an epoch that is new with each process, an offset
 * that grows by one with each frame, and the last {@value #KEPT} deltas.
 *
 * <p>Invariant: the frames from any offset to the newest are either all given or replaced by one snapshot, never a part.
 * Every method is synchronized; none blocks.
 */
final class Feed {

    static final int KEPT = 60;

    /** A frame ready to be sent, and the offset that its receiver stands at afterwards. */
    record Frame(long offset, String text) {}

    private final FeedEncoder encoder;
    private final String epoch;
    private final Deque<Frame> deltas = new ArrayDeque<>();
    private long offset;
    private Optional<ObjectNode> status = Optional.empty();
    private Optional<Frame> snapshot = Optional.empty();

    Feed(FeedEncoder encoder, String epoch) {
        this.encoder = encoder;
        this.epoch = epoch;
    }

    String epoch() {
        return epoch;
    }

    /** Takes in a new picture and returns its offset. */
    synchronized long advance(StatusView picture) {
        var after = encoder.tree(picture);
        offset++;
        status.ifPresent(before -> {
            deltas.addLast(new Frame(offset, encoder.delta(epoch, offset, before, after)));
            if (deltas.size() > KEPT) {
                deltas.removeFirst();
            }
        });
        status = Optional.of(after);
        snapshot = Optional.empty();
        return offset;
    }

    /**
     * The next frame for a viewer who stands at {@code position}: the delta after it, or a snapshot where that is not kept
     * any more or is of another epoch; empty when the viewer has everything.
     */
    synchronized Optional<Frame> after(String viewerEpoch, long position) {
        if (status.isEmpty() || (viewerEpoch.equals(epoch) && position == offset)) {
            return Optional.empty();
        }
        var first = deltas.isEmpty() ? offset + 1 : deltas.getFirst().offset();
        if (viewerEpoch.equals(epoch) && position >= first - 1 && position < offset) {
            return deltas.stream()
                    .filter(delta -> delta.offset() == position + 1)
                    .findFirst();
        }
        if (snapshot.isEmpty()) {
            snapshot = status.map(tree -> new Frame(offset, encoder.snapshot(epoch, offset, tree)));
        }
        return snapshot;
    }
}
