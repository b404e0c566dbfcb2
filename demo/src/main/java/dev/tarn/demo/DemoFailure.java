package dev.tarn.demo;

/** Signals that the demo cannot go on, in one line that a person can act on. */
public final class DemoFailure extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /**
     * Creates a failure.
     *
     * @param line what is wrong and what to do about it
     */
    public DemoFailure(String line) {
        super(line);
    }

    /**
     * Creates a failure with what led to it.
     *
     * @param line what is wrong and what to do about it
     * @param cause what led to it
     */
    public DemoFailure(String line, Throwable cause) {
        super(line, cause);
    }
}
