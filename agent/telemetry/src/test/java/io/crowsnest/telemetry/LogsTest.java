package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.LogEvent.Thrown;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class LogsTest {

    private static final Instant NOON = Instant.parse("2026-03-04T12:00:00.123456789Z");

    private LogEvent last;
    private int length;

    LogsTest() {
        Logs.shipTo(
                record -> {
                    length = record.length();
                    last = LogEvent.read(7, Arrays.copyOf(record.bytes(), length));
                },
                Level.INFO);
    }

    @AfterEach
    void end() {
        Logs.hide(null);
        TraceContext.swap(null);
        Logs.shipTo(record -> {}, Level.INFO);
    }

    private static LogRecord begin() {
        return Logs.begin(Level.WARN).time(NOON).logger("a.B").thread("main");
    }

    private LogEvent written(LogRecord record) {
        record.end();
        return last;
    }

    @Test
    void everything_that_was_written_is_read() {
        TraceContext trace = TraceContext.create();
        TraceContext.swap(trace);

        LogEvent event = written(begin().message("hällo \uD83D\uDE00")
                .label("user", "u1")
                .labels(Map.of("n", 7))
                .marker("AUDIT")
                .marker("SECURITY"));

        assertThat(event.sequence()).isEqualTo(7);
        assertThat(event.timestamp()).isEqualTo(NOON);
        assertThat(event.level()).isEqualTo(Level.WARN);
        assertThat(event.logger()).isEqualTo("a.B");
        assertThat(event.thread()).isEqualTo("main");
        assertThat(event.message()).isEqualTo("hällo \uD83D\uDE00");
        assertThat(event.labels()).isEqualTo(Map.of("user", "u1", "n", "7"));
        assertThat(event.markers()).containsExactly("AUDIT", "SECURITY");
        assertThat(event.trace().traceparent()).isEqualTo(trace.traceparent());
        assertThat(event.error()).isNull();
    }

    @Test
    void the_level_is_read_without_the_rest() {
        LogRecord record = begin();
        byte[] bytes = Arrays.copyOf(record.bytes(), record.length());
        record.end();

        assertThat(LogEvent.levelOf(bytes)).isEqualTo(Level.WARN);
    }

    @Test
    void a_level_below_the_threshold_begins_no_record() {
        assertThat(Logs.begin(Level.DEBUG)).isNull();
    }

    @Test
    void the_ids_of_a_tracer_in_the_mdc_win() {
        TraceContext.swap(TraceContext.create());

        LogEvent event = written(begin().labels(Map.of("trace_id", "4bf92f3577b34da6a3ce929d0e0e4736"))
                .label("span_id", "00f067aa0ba902b7"));

        assertThat(event.trace().traceId()).isEqualTo("4bf92f3577b34da6a3ce929d0e0e4736");
        assertThat(event.trace().spanId()).isEqualTo("00f067aa0ba902b7");
    }

    @Test
    void a_later_label_replaces_an_earlier_one_of_its_key() {
        assertThat(written(begin().label("k", "mdc").label("k", "own")).labels())
                .isEqualTo(Map.of("k", "own"));
    }

    @Test
    void long_texts_are_cut_after_a_whole_character() {
        LogEvent event = written(begin().message("ä".repeat(LogRecord.MAX_MESSAGE)));

        assertThat(event.message()).endsWith("ää" + LogText.CUT).doesNotContain("\uFFFD");
        assertThat(event.message().getBytes(StandardCharsets.UTF_8).length)
                .isBetween(LogRecord.MAX_MESSAGE - 3, LogRecord.MAX_MESSAGE);
    }

    @Test
    void an_event_with_too_much_of_everything_stays_within_its_limit() {
        String endless = "\u20AC".repeat(LogRecord.MAX_LENGTH);
        Throwable thrown = new IllegalStateException(endless);
        for (int i = 0; i < 100; i++) {
            thrown.addSuppressed(deep(i * 20, new RuntimeException(endless)));
        }
        Map<String, String> labels = new LinkedHashMap<>();
        for (int i = 0; i < 200; i++) {
            labels.put(i + endless, endless);
        }
        LogRecord record = Logs.begin(Level.ERROR)
                .logger(endless)
                .thread(endless)
                .message(endless)
                .labels(labels)
                .error(thrown);
        for (int i = 0; i < 100; i++) {
            record.marker(endless);
        }

        LogEvent event = written(record);

        assertThat(length).isLessThanOrEqualTo(LogRecord.MAX_LENGTH);
        assertThat(event.labels()).isNotEmpty();
        assertThat(event.error().suppressed()).isNotEmpty();
    }

    @Test
    void what_utf8_cannot_hold_is_replaced() {
        assertThat(written(begin().message("a\uD800b\uDC00 \u0000")).message()).isEqualTo("a\uFFFDb\uFFFD \u0000");
    }

    @Test
    void random_text_comes_back_as_it_was() {
        Random random = new Random(1);
        for (int i = 0; i < 2_000; i++) {
            StringBuilder text = new StringBuilder();
            random.ints(random.nextInt(60), 0, Character.MAX_CODE_POINT + 1)
                    .map(c -> random.nextBoolean() ? c & 0x7F : c)
                    .filter(c -> c < Character.MIN_SURROGATE || c > Character.MAX_SURROGATE)
                    .forEach(text::appendCodePoint);

            assertThat(written(begin().message(text)).message()).isEqualTo(text.toString());
        }
    }

    @Test
    void a_throwable_comes_back_as_the_jvm_prints_it() {
        Throwable thrown = deep(3, new IllegalStateException("outer", new RuntimeException()));
        thrown.addSuppressed(new Exception("closing failed"));

        Thrown error = written(begin().error(thrown)).error();

        assertThat(error.type()).isEqualTo("java.lang.IllegalStateException");
        assertThat(error.message()).isEqualTo("outer");
        assertThat(error.frames())
                .isEqualTo(List.of(thrown.getStackTrace()).stream()
                        .map(frame -> new StackTraceElement(
                                frame.getClassName(),
                                frame.getMethodName(),
                                frame.getFileName(),
                                frame.getLineNumber()))
                        .toList());
        assertThat(error.cause().message()).isNull();
        assertThat(error.cause().sharedFrames()).isGreaterThan(10);
        assertThat(error.cause().frames().size() + error.cause().sharedFrames())
                .isEqualTo(thrown.getCause().getStackTrace().length);
        assertThat(error.suppressed())
                .singleElement()
                .satisfies(each -> assertThat(each.message()).isEqualTo("closing failed"));
    }

    @Test
    void a_throwable_that_is_its_own_cause_ends() {
        Exception outer = new Exception("outer");
        outer.initCause(new Exception("inner", outer));

        Thrown error = written(begin().error(outer)).error();

        assertThat(error.cause().cause().circular()).isTrue();
    }

    @Test
    void a_throwable_that_fails_to_say_anything_is_named() {
        LogEvent event = written(begin().error(new RuntimeException() {
            @Override
            public String getMessage() {
                throw new IllegalStateException();
            }

            @Override
            public StackTraceElement[] getStackTrace() {
                return null;
            }
        }));

        assertThat(event.error().message()).isEqualTo("[FAILED toString()]");
        assertThat(event.error().frames()).isEmpty();
    }

    @Test
    void an_unreadable_event_arrives_as_such() {
        begin().message("half").endUnreadable("x.Y", new IllegalStateException("secret"));

        assertThat(last.level()).isEqualTo(Level.WARN);
        assertThat(last.logger()).isEqualTo("x.Y");
        assertThat(last.message()).isEqualTo("[FAILED to read the event: java.lang.IllegalStateException]");
    }

    @Test
    void values_of_masked_keys_are_hidden_everywhere() {
        Logs.hide(new LogMask(List.of("*password*", "token", "card")));

        LogEvent event = written(begin().message("login password=geheim1, \"Token\" : \"geheim2\" card: 4111")
                .label("db_password", "geheim3")
                .label("note", "token=geheim4 card=geheim5")
                .error(new Exception("password: 'geheim6 x' at", new Exception("{\\\"token\\\":\\\"geheim7\\\"}"))));

        assertThat(event.message()).isEqualTo("login password=***, \"Token\" : \"***\" card: ***");
        assertThat(event.labels()).containsEntry("db_password", "***").containsEntry("note", "token=*** card=***");
        assertThat(event.error().message()).isEqualTo("password: '***' at");
        assertThat(event.error().cause().message()).isEqualTo("{\\\"token\\\":\\\"***\\\"}");
    }

    @Test
    void a_masked_key_ends_where_a_word_ends() {
        LogMask mask = new LogMask(List.of("token", "Authorization"));

        assertThat(mask.apply("tokens=3 mytoken=4 token")).isEqualTo("tokens=3 mytoken=4 token");
        assertThat(mask.apply("Authorization: Bearer abc.def next")).isEqualTo("Authorization: *** next");
        assertThat(mask.apply("token=\"a\\\"b\" x")).isEqualTo("token=\"***\" x");
        assertThat(mask.apply("token=")).isEqualTo("token=***");
        assertThat(mask.apply("https://h/?token=abc&x=1")).isEqualTo("https://h/?token=***&x=1");
    }

    private static Throwable deep(int depth, Throwable thrown) {
        if (depth == 0) {
            thrown.fillInStackTrace();
            return thrown;
        }
        return Collections.max(List.of(1, 2)) == 2 ? deep(depth - 1, thrown) : thrown;
    }
}
