package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.LogEvent;

/** One log event as JSON, under the id that makes sending it twice harmless. */
public final class Document {

    private final String id;
    private final byte[] json;
    private final LogEvent event;
    private final boolean reduced;
    private final Position start;

    Document(String id, byte[] json, LogEvent event, boolean reduced, Position start) {
        this.id = id;
        this.json = json;
        this.event = event;
        this.reduced = reduced;
        this.start = start;
    }

    /** Same for every copy of this event; later events have greater ids. Letters, digits, {@code -} and {@code _}. */
    public String id() {
        return id;
    }

    /** UTF-8, one line, without a line end. Not a copy: don't change it. */
    public byte[] json() {
        return json;
    }

    LogEvent event() {
        return event;
    }

    /** Whether this is already the second, smaller form of the event. */
    public boolean isReduced() {
        return reduced;
    }

    /** Where its record is. */
    Position start() {
        return start;
    }
}
