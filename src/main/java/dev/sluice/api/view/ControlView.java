package dev.sluice.api.view;

import java.util.List;

/**
 * Answer to the dry run of a control.
 *
 * @param control CANCEL, UNDO, RETRY, FORCE or WAIT
 * @param possible whether it would do anything at all
 */
public record ControlView(String operation, String control, boolean possible, List<NodeEffectView> moves) {

    /**
     * What it would do to one node's move.
     *
     * @param state of the move now
     * @param possible false when it leaves this one as it is
     * @param sentence what happens, or why nothing does
     */
    public record NodeEffectView(String node, String state, boolean possible, String sentence) {}
}
