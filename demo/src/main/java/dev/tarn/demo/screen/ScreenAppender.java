package dev.tarn.demo.screen;

import ch.qos.logback.classic.PatternLayout;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;
import org.jspecify.annotations.Nullable;

/** Writes log messages as notes on the screen, so that they do not run through the table. Made by Logback. */
public final class ScreenAppender extends AppenderBase<ILoggingEvent> {
    private final PatternLayout layout = new PatternLayout();
    private @Nullable String pattern;

    /**
     * Sets how a message is written. Called by Logback.
     *
     * @param pattern as Logback has it
     */
    public void setPattern(String pattern) {
        this.pattern = pattern;
    }

    @Override
    public void start() {
        layout.setContext(getContext());
        layout.setPattern(pattern);
        layout.start();
        super.start();
    }

    @Override
    protected void append(ILoggingEvent event) {
        Screen.console().note(layout.doLayout(event).stripTrailing());
    }
}
