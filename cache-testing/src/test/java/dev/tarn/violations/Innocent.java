package dev.tarn.violations;

import dev.tarn.spi.Clock;
import java.io.PrintWriter;
import java.io.StringWriter;

/** Breaks no rule. */
public final class Innocent {
    private final Clock clock;

    public Innocent(Clock clock) {
        this.clock = clock;
    }

    public String describe(RuntimeException failure) {
        StringWriter text = new StringWriter();
        failure.printStackTrace(new PrintWriter(text));
        return clock.nanos() + " " + text;
    }
}
