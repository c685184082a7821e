package io.crowsnest.telemetry;

/** Takes over captured log events: the seam between capture and whatever keeps and delivers them. */
public interface LogSink {

    /**
     * Takes over one event: copies what it wants to keep. Runs on the thread that logs: returns at once and never throws but for
     * want of stack; what it cannot keep it counts.
     *
     * @throws StackOverflowError if there is too little stack left; then the event is not kept, nor counted
     */
    void accept(LogRecord record);
}
