package dev.sluice.lab;

/** Something the lab cannot go on without; the message is one sentence for a person, with the way out. */
public final class LabException extends RuntimeException {

    public LabException(String sentence) {
        super(sentence);
    }

    public LabException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
