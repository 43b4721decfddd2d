package dev.sluice.telemetry.intake;

/** What became of one request of remote write or OTLP. */
public sealed interface WriteResult {

    /** Everything is stored, or left out on purpose. */
    record Done(Written written) implements WriteResult {}

    /**
     * Some of it is refused for good; the rest is stored.
     *
     * @param samples how many are refused
     * @param reason one sentence that names the first bad series and the rule
     */
    record Refused(Written written, long samples, String reason) implements WriteResult {}

    /** The bytes are not what they claim to be; what came before that place is stored. */
    record Broken(Written written, String reason) implements WriteResult {}

    /** It unpacks to more than the cap; nothing is stored. */
    record TooLarge(String reason) implements WriteResult {}

    /** What the sender need not send again; the three headers of remote write 2.0. */
    record Written(long samples, long histograms, long exemplars) {
        public static final Written NOTHING = new Written(0, 0, 0);
    }
}
