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
    private static final int MAX_NAME = 1024;

    final LogEvent event;
    final String id;
    private final String message;
    private final Map<String, String> labels;
    private final List<String> tags;

    private EcsEvent(LogEvent event, String id, String message, Map<String, String> labels, List<String> tags) {
        this.event = event;
        this.id = id;
        this.message = message;
        this.labels = labels;
        this.tags = tags;
    }

    static EcsEvent of(LogEvent event, String id, Map<String, String> staticLabels, int maxMessage) {
        Map<String, String> labels = new LinkedHashMap<>();
        staticLabels.forEach((key, value) -> putLabel(labels, key, value));
        event.labels().forEach((key, value) -> putLabel(labels, key, value));
        return new EcsEvent(event, id, Texts.safe(event.message(), maxMessage), labels, event.markers());
    }

    /** The event with nothing but the fields that every event has, and this one tag. */
    static EcsEvent reduced(LogEvent event, String id, String tag, int maxMessage) {
        return new EcsEvent(event, id, Texts.safe(event.message(), maxMessage), Map.of(), List.of(tag));
    }

    private static void putLabel(Map<String, String> labels, String key, String value) {
        // A dot would make an object of the label, and two such keys may contradict each other.
        String name =
                Texts.safe(key, MAX_NAME).replace('.', '_').replace('*', '_').replace('\\', '_');
        if (!name.isBlank()) {
            labels.put(name, Texts.safe(value, EcsEncoder.MAX_LABEL));
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
        return Texts.safe(event.logger(), MAX_NAME);
    }

    @Override
    public String getThreadName() {
        return Texts.safe(event.thread(), MAX_NAME);
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
            markers.add(MARKERS.getDetachedMarker(Texts.safe(tag, MAX_NAME)));
        }
        return markers;
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
    public @Nullable IThrowableProxy getThrowableProxy() {
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
