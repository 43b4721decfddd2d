package dev.sluice.replay;

/** A trace, policy or option that cannot be used: one sentence that names the place, the rule and the way out. */
final class BadInput extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BadInput(String sentence) {
        super(sentence);
    }

    static BadInput at(String file, int line, String key, String rule) {
        return new BadInput(file + ", line " + line + ", " + key + ": " + rule + ".");
    }
}
