package io.crowsnest.benchmarks.programs;

import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.UnsynchronizedAppenderBase;

/** An appender of Logback that drops every event; unlike Logback's own, without a lock that all threads share. */
public final class NoAppender extends UnsynchronizedAppenderBase<ILoggingEvent> {

    private boolean formatting;

    /** Whether it asks for what appenders ask for: the message with its parameters, and the MDC. */
    public void setFormatting(boolean formatting) {
        this.formatting = formatting;
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (formatting) {
            event.getFormattedMessage();
            event.getMDCPropertyMap();
        }
    }
}
