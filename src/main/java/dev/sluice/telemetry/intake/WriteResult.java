package dev.sluice.telemetry.intake;

/** What became of one remote write request. */
public sealed interface WriteResult {

    /** Everything is stored, or left out on purpose. */
    record Done(Written written) implements WriteResult {}

    /**
     * Some of it is refused for good; the rest is stored.
     *
     * @param reason one sentence that names the first bad series and the rule
     */
    record Refused(Written written, String reason) implements WriteResult {}

    /** It unpacks to more than the cap; nothing is stored. */
    record TooLarge(String reason) implements WriteResult {}

    /** Too much is under way; nothing is stored, and all of it is to be sent again. */
    record Overloaded() implements WriteResult {}

    /** What the sender need not send again; the three headers of remote write 2.0. */
    record Written(long samples, long histograms, long exemplars) {
        public static final Written NOTHING = new Written(0, 0, 0);
    }
}
