package io.crowsnest.exporter.spool;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.IThrowableProxy;
import ch.qos.logback.classic.spi.LoggerContextVO;
import io.crowsnest.telemetry.LogEvent;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.slf4j.Marker;
import org.slf4j.event.KeyValuePair;
import org.slf4j.helpers.BasicMarkerFactory;

/** A captured event in the form that logstash-logback-encoder's providers read, whichever framework it came from. */
final class EcsEvent implements ILoggingEvent {

    private static final BasicMarkerFactory MARKERS = new BasicMarkerFactory();

    /** Groups errors that come from the same place; see {@link ThrownProxy#hash}. */
    private static final String STACK_HASH = "error_stack_hash";

    final LogEvent event;
    final String id;
    private final String message;
    private final Map<String, String> labels;
    private final List<String> tags;
    private final @Nullable ThrownProxy thrown;

    private EcsEvent(
            LogEvent event,
            String id,
            String message,
            Map<String, String> labels,
            List<String> tags,
            @Nullable ThrownProxy thrown) {
        this.event = event;
        this.id = id;
        this.message = message;
        this.labels = labels;
        this.tags = tags;
        this.thrown = thrown;
    }

    static EcsEvent of(LogEvent event, String id, Map<String, String> staticLabels) {
        Map<String, String> labels = new LinkedHashMap<>();
        staticLabels.forEach((key, value) -> putLabel(labels, key, value));
        event.labels().forEach((key, value) -> putLabel(labels, key, value));
        ThrownProxy thrown = ThrownProxy.of(event.error());
        if (thrown != null) {
            labels.put(STACK_HASH, thrown.hash());
        }
        return new EcsEvent(event, id, event.message(), labels, event.markers(), thrown);
    }

    /** The event with nothing but the fields that every event has, and this one tag. */
    static EcsEvent reduced(LogEvent event, String id, String tag, int maxMessage) {
        String message = Texts.safe(event.message(), maxMessage);
        return new EcsEvent(event, id, message, Map.of(), List.of(tag), null);
    }

    private static void putLabel(Map<String, String> labels, String key, String value) {
        // A dot would make an object of the label, and two such keys may contradict each other.
        String name = key.replace('.', '_').replace('*', '_').replace('\\', '_');
        if (!name.isBlank()) {
            labels.put(name, value);
        }
    }

    @Override
    public Instant getInstant() {
        return event.timestamp();
    }

    @Override
    public long getTimeStamp() {
        return event.timestamp().toEpochMilli();
    }

    @Override
    @SuppressWarnings("JavaInstantGetSecondsGetNano") // Logback means just that part.
    public int getNanoseconds() {
        return event.timestamp().getNano();
    }

    @Override
    public Level getLevel() {
        return switch (event.level()) {
            case TRACE -> Level.TRACE;
            case DEBUG -> Level.DEBUG;
            case INFO -> Level.INFO;
            case WARN -> Level.WARN;
            case ERROR -> Level.ERROR;
        };
    }

    @Override
    public String getMessage() {
        return message;
    }

    @Override
    public String getFormattedMessage() {
        return message;
    }

    @Override
    public String getLoggerName() {
        return event.logger();
    }

    @Override
    public String getThreadName() {
        return event.thread();
    }

    @Override
    public long getSequenceNumber() {
        return event.sequence();
    }

    @Override
    public Map<String, String> getMDCPropertyMap() {
        return labels;
    }

    @Override
    @SuppressWarnings("deprecation")
    public Map<String, String> getMdc() {
        return labels;
    }

    @Override
    public List<Marker> getMarkerList() {
        List<Marker> markers = new ArrayList<>();
        for (String tag : tags) {
            markers.add(MARKERS.getDetachedMarker(tag));
        }
        return markers;
    }

    @Override
    public @Nullable IThrowableProxy getThrowableProxy() {
        return thrown;
    }

    // What follows is part of Logback's model, and asked for by none of the providers in use.

    @Override
    public Object @Nullable [] getArgumentArray() {
        return null;
    }

    @Override
    public @Nullable LoggerContextVO getLoggerContextVO() {
        return null;
    }

    @Override
    public StackTraceElement[] getCallerData() {
        return new StackTraceElement[0];
    }

    @Override
    public boolean hasCallerData() {
        return false;
    }

    @Override
    public List<KeyValuePair> getKeyValuePairs() {
        return List.of();
    }

    @Override
    public void prepareForDeferredProcessing() {
        // Everything is text already.
    }
}
