package io.crowsnest.exporter.spool;

import ch.qos.logback.classic.spi.ILoggingEvent;
import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.TraceContext;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.util.function.BiConsumer;
import net.logstash.logback.composite.AbstractJsonProvider;
import net.logstash.logback.composite.JsonProvider;
import net.logstash.logback.composite.loggingevent.LogLevelJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggerNameJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventFormattedTimestampJsonProvider;
import net.logstash.logback.composite.loggingevent.LoggingEventJsonProviders;
import net.logstash.logback.composite.loggingevent.LoggingEventThreadNameJsonProvider;
import net.logstash.logback.composite.loggingevent.MdcJsonProvider;
import net.logstash.logback.composite.loggingevent.MessageJsonProvider;
import net.logstash.logback.composite.loggingevent.StackTraceJsonProvider;
import net.logstash.logback.composite.loggingevent.TagsJsonProvider;
import net.logstash.logback.composite.loggingevent.ThrowableClassNameJsonProvider;
import net.logstash.logback.composite.loggingevent.ThrowableMessageJsonProvider;
import net.logstash.logback.stacktrace.ShortenedThrowableConverter;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JsonGenerator;
import tools.jackson.core.ObjectWriteContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Turns events into documents of the Elastic Common Schema, one JSON object each. For one thread.
 *
 * <p>Field names are dotted and at the top level ({@code "log.level"}, not {@code "log":{"level"}}), as in Elastic's own
 * ECS loggers: Elasticsearch takes both for the same field, and a person who reads the JSON finds time, level and
 * message at its start.
 */
public final class EcsEncoder {

    static final String REJECTED_TAG = "_crowsnest_rejected";

    /** Deeper stacks are nearly always frames of frameworks, or a recursion. */
    private static final int MAX_FRAMES = 200;

    private static final int MAX_STACK_TRACE = 64 << 10;
    private static final String ECS_VERSION = "8.17.0";
    // A term of an index holds 32,766 bytes; in UTF-8 that is this many characters at least.
    private static final int MAX_TERM = 8 << 10;

    private final ServiceIdentity identity;
    private final EventIds ids;
    private final LoggingEventJsonProviders providers = new LoggingEventJsonProviders();
    private final JsonFactory json = new JsonFactory();
    private final ByteArrayOutputStream buffer = new ByteArrayOutputStream(1024);

    /** An encoder for events that are in no spool: their ids begin anew with each encoder. */
    public EcsEncoder(ServiceIdentity identity) {
        this(identity, new SecureRandom().nextLong());
    }

    /**
     * An encoder for the events of one spool.
     *
     * @param spool number that makes their ids differ from those of other spools
     */
    EcsEncoder(ServiceIdentity identity, long spool) {
        this.identity = identity;
        this.ids = new EventIds(spool);
        LoggingEventFormattedTimestampJsonProvider timestamp = new LoggingEventFormattedTimestampJsonProvider();
        timestamp.setPattern("[ISO_INSTANT]");
        timestamp.setTimeZone("UTC");
        LogLevelJsonProvider level = new LogLevelJsonProvider();
        level.setFieldName("log.level");
        LoggerNameJsonProvider logger = new LoggerNameJsonProvider();
        logger.setFieldName("log.logger");
        LoggingEventThreadNameJsonProvider thread = new LoggingEventThreadNameJsonProvider();
        thread.setFieldName("process.thread.name");
        MdcJsonProvider labels = new MdcJsonProvider();
        labels.setFieldName("labels");
        // Written as text here, because the provider's own way needs Jackson's data binding.
        labels.addMdcEntryWriter((generator, field, key, value) -> {
            generator.writeStringProperty(field, value);
            return true;
        });

        providers.addTimestamp(timestamp);
        providers.addLogLevel(level);
        providers.addMessage(new MessageJsonProvider());
        providers.addProvider(
                provider((generator, event) -> generator.writeStringProperty("ecs.version", ECS_VERSION)));
        providers.addLoggerName(logger);
        providers.addThreadName(thread);
        providers.addProvider(provider(this::writeIdentity));
        providers.addProvider(provider(EcsEncoder::writeEvent));
        providers.addMdc(labels);
        providers.addTags(new TagsJsonProvider());
        addError();
        providers.start();
    }

    private void addError() {
        ThrowableClassNameJsonProvider type = new ThrowableClassNameJsonProvider();
        type.setFieldName("error.type");
        type.setUseSimpleClassName(false);
        ThrowableMessageJsonProvider message = new ThrowableMessageJsonProvider();
        message.setFieldName("error.message");
        ShortenedThrowableConverter converter = new ShortenedThrowableConverter();
        converter.setLineSeparator("\n");
        converter.setMaxDepthPerThrowable(MAX_FRAMES);
        converter.setMaxLength(MAX_STACK_TRACE);
        converter.setOmitCommonFrames(true);
        StackTraceJsonProvider stackTrace = new StackTraceJsonProvider();
        stackTrace.setFieldName("error.stack_trace");
        stackTrace.setThrowableConverter(converter);
        providers.addProvider(type);
        providers.addProvider(message);
        providers.addStackTrace(stackTrace);
    }

    /** The event as a document. */
    public Document encode(LogEvent event) {
        return encode(event, Position.START);
    }

    Document encode(LogEvent event, Position start) {
        String id = ids.of(event);
        byte[] document = write(EcsEvent.of(event, id, identity.labels()), (generator, same) -> {});
        return new Document(id, document, event, false, start);
    }

    /**
     * The same event, under the same id, in a form that no mapping has a reason to refuse: only the fields that every event
     * has; the whole of the refused document as one text in {@code event.original}, and why it was refused in {@code error}.
     */
    Document reduce(Document refused, String reason) {
        EcsEvent event = EcsEvent.reduced(refused.event(), refused.id(), REJECTED_TAG, MAX_TERM);
        byte[] reduced = write(event, (generator, same) -> {
            generator.writeStringProperty("error.type", "rejected");
            generator.writeStringProperty("error.message", Texts.safe(reason, MAX_TERM));
            generator.writeStringProperty(
                    "event.original", Texts.safe(new String(refused.json(), StandardCharsets.UTF_8), MAX_TERM));
        });
        return new Document(refused.id(), reduced, refused.event(), true, refused.start());
    }

    private byte[] write(EcsEvent event, BiConsumer<JsonGenerator, EcsEvent> rest) {
        buffer.reset();
        try (JsonGenerator generator = json.createGenerator(ObjectWriteContext.empty(), buffer)) {
            generator.writeStartObject();
            providers.writeTo(generator, event);
            rest.accept(generator, event);
            generator.writeEndObject();
        }
        return buffer.toByteArray();
    }

    private void writeIdentity(JsonGenerator generator, EcsEvent event) {
        generator.writeNumberProperty("process.pid", identity.pid());
        writeIfKnown(generator, "service.name", identity.name());
        writeIfKnown(generator, "service.version", identity.version());
        writeIfKnown(generator, "service.environment", identity.environment());
        generator.writeStringProperty("host.name", identity.host());
        identity.fields().forEach(generator::writeStringProperty);
        generator.writeStringProperty("event.dataset", identity.dataset());
        generator.writeStringProperty("data_stream.type", "logs");
        generator.writeStringProperty("data_stream.dataset", identity.dataset());
        generator.writeStringProperty("data_stream.namespace", identity.namespace());
    }

    private static void writeEvent(JsonGenerator generator, EcsEvent event) {
        generator.writeNumberProperty("event.sequence", event.getSequenceNumber());
        generator.writeStringProperty("event.id", event.id);
        TraceContext trace = event.event.trace();
        if (trace != null) {
            generator.writeStringProperty("trace.id", trace.traceId());
            generator.writeStringProperty("span.id", trace.spanId());
        }
    }

    private static void writeIfKnown(JsonGenerator generator, String field, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            generator.writeStringProperty(field, Texts.safe(value, MAX_TERM));
        }
    }

    private static JsonProvider<ILoggingEvent> provider(BiConsumer<JsonGenerator, EcsEvent> writer) {
        return new AbstractJsonProvider<>() {
            @Override
            public void writeTo(JsonGenerator generator, ILoggingEvent event) {
                writer.accept(generator, (EcsEvent) event);
            }
        };
    }
}
