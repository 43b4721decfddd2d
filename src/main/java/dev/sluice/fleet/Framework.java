package dev.sluice.fleet;

/**
 * One running scheduler that can own nodes.
 *
 * @param kind the driver that speaks to it, for example {@code spark}
 * @param title the name for people
 * @param needs what a node must have to be given to it
 */
public record Framework(FrameworkId id, String kind, String title, FrameworkPolicy policy, NodeNeeds needs) {

    /** One that any node will do for. */
    public Framework(FrameworkId id, String kind, String title, FrameworkPolicy policy) {
        this(id, kind, title, policy, NodeNeeds.NONE);
    }

    /** The same under another policy. */
    public Framework with(FrameworkPolicy other) {
        return new Framework(id, kind, title, other, needs);
    }
}
