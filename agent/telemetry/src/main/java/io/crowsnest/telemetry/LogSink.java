package io.crowsnest.telemetry;

/** Takes over captured log events: the seam between capture and whatever keeps and delivers them. */
public interface LogSink {

    /**
     * Takes over one event: copies what it wants to keep. Runs on the thread that logs: returns at once and never throws; what it cannot
     * keep it counts.
     */
    void accept(LogRecord record);
}
