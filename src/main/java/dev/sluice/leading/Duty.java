package dev.sluice.leading;

/** What only the leader does. Every bean of this type is told; no method may block or throw. */
public interface Duty {

    /** This server leads from now on. */
    void lead(Term term);

    /** It does not lead any more, or is about to end; what is under way is abandoned. */
    void rest();

    /** Somebody has asked another server for something and it is in the database now; told while leading only. */
    default void look() {}
}
