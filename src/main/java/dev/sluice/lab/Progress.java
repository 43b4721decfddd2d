package dev.sluice.lab;

/** Told how far a long task is; called from one thread at a time. */
public interface Progress {

    /** Says nothing. */
    Progress NONE = (what, done, total) -> {};

    /**
     * Some of it is done.
     *
     * @param what the task, in words, for example {@code fetching jars, 12 of 126}
     * @param done bytes
     * @param total bytes, more than 0
     */
    void at(String what, long done, long total);
}
