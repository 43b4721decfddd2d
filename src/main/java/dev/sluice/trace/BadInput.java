package dev.sluice.trace;

/** A trace, policy or option that cannot be used: one sentence that names the place, the rule and the way out. */
public final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public BadInput(String sentence) {
        super(sentence);
    }

    public static BadInput at(String file, int line, String key, String rule) {
        return new BadInput(file + ", line " + line + ", " + key + ": " + rule + ".");
    }
}
