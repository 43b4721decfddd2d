package dev.sluice.fleet;

/**
 * One running scheduler that can own nodes.
 *
 * @param kind the driver that speaks to it, for example {@code spark}
 * @param title the name for people
 */
public record Framework(FrameworkId id, String kind, String title, FrameworkPolicy policy) {}
