package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Supplier;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class TraceContextTest {

    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String SPAN = "00f067aa0ba902b7";
    private static final String HEADER = "00-" + TRACE + "-" + SPAN + "-01";

    @AfterEach
    void leave() {
        TraceContext.swap(null);
    }

    @Test
    void a_request_continues_the_trace_of_its_caller_with_a_span_of_its_own() {
        TraceContext context = TraceContext.accept(HEADER, "vendor=1", null);

        assertThat(context.traceId()).isEqualTo(TRACE);
        assertThat(context.spanId()).isNotEqualTo(SPAN).matches("[0-9a-f]{16}");
        assertThat(context.traceparent()).isEqualTo("00-" + TRACE + "-" + context.spanId() + "-01");
        assertThat(context.tracestate()).isEqualTo("vendor=1");
    }

    @Test
    void what_the_caller_does_not_record_is_not_recorded() {
        TraceContext context = TraceContext.accept("00-" + TRACE + "-" + SPAN + "-02", null, null);

        assertThat(context.isSampled()).isFalse();
        assertThat(context.traceparent()).endsWith("-00");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "01-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01-what-the-future-brings",
                "00-" + TRACE + "-" + SPAN + "-ff"
            })
    void headers_of_later_versions_are_understood_as_far_as_they_are_known(String header) {
        assertThat(TraceContext.accept(header, null, null).traceId()).isEqualTo(TRACE);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "-",
                "00",
                "00-" + TRACE + "-" + SPAN,
                "00-" + TRACE + "-" + SPAN + "-",
                "00-" + TRACE + "-" + SPAN + "-1",
                "00-" + TRACE + "-" + SPAN + "-01-",
                "00-" + TRACE + "-" + SPAN + "-01-more",
                "00-" + TRACE + "-" + SPAN + "-0x",
                "ff-" + TRACE + "-" + SPAN + "-01",
                "0-" + TRACE + "-" + SPAN + "-01",
                "cc-" + TRACE + "-" + SPAN + "-01what-the-future-brings",
                "00-00000000000000000000000000000000-" + SPAN + "-01",
                "00-" + TRACE + "-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-" + SPAN + "-01",
                "00-" + TRACE + "-00F067AA0BA902B7-01",
                "00_" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "_" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "_01",
                " 00-" + TRACE + "-" + SPAN + "-01",
                "00-" + TRACE + "-" + SPAN + "-01 ",
                "00-4bf92f3577b34da6a3ce929d0e0e473g-" + SPAN + "-01",
                "00-\u0664bf92f3577b34da6a3ce929d0e0e473-" + SPAN + "-01"
            })
    void a_malformed_header_begins_a_new_trace_without_state(String header) {
        TraceContext context = TraceContext.accept(header, "vendor=1", null);

        assertThat(context.traceparent())
                .matches("00-[0-9a-f]{32}-[0-9a-f]{16}-01")
                .doesNotContain(TRACE);
        assertThat(context.tracestate()).isNull();
    }

    @Test
    void traces_that_begin_here_are_different() {
        Set<String> traces = new HashSet<>();
        for (int i = 0; i < 10_000; i++) {
            traces.add(TraceContext.create().traceId());
        }

        assertThat(traces).hasSize(10_000);
    }

    @Test
    void the_context_of_a_thread_is_put_back() {
        TraceContext outer = TraceContext.create();
        TraceContext inner = TraceContext.create();
        assertThat(TraceContext.swap(outer)).isNull();
        assertThat(TraceContext.swap(inner)).isSameAs(outer);
        assertThat(TraceContext.current()).isSameAs(inner);
        assertThat(TraceContext.swap(outer)).isSameAs(inner);
    }

    @Test
    void the_applications_tracer_comes_first_as_long_as_it_has_a_span() {
        TraceContext ours = TraceContext.create();
        TraceContext[] theirs = {TraceContext.of(TRACE, SPAN, true)};
        Supplier<TraceContext> tracer = () -> theirs[0];
        TraceContext.ask("sample", tracer);
        TraceContext.swap(ours);

        assertThat(TraceContext.visible()).isSameAs(theirs[0]);
        theirs[0] = null;
        assertThat(TraceContext.visible()).isSameAs(ours);
    }

    @Test
    void an_event_belongs_to_the_span_that_a_tracer_has_put_into_its_labels() {
        TraceContext.swap(TraceContext.create());

        assertThat(traceOf(Map.of("trace_id", TRACE, "span_id", SPAN))).isEqualTo(TRACE);
        assertThat(traceOf(Map.of("traceId", TRACE, "spanId", SPAN))).isEqualTo(TRACE);
        assertThat(traceOf(Map.of("traceId", SPAN, "spanId", SPAN))).isEqualTo("0000000000000000" + SPAN);
        assertThat(traceOf(Map.of("traceId", "none", "spanId", "none")))
                .isEqualTo(TraceContext.current().traceId());
    }

    private static String traceOf(Map<String, String> labels) {
        String[] found = new String[1];
        Logs.shipTo(
                record -> found[0] = LogEvent.read(0, Arrays.copyOf(record.bytes(), record.length()))
                        .trace()
                        .traceId(),
                LogEvent.Level.INFO);
        Logs.begin(LogEvent.Level.INFO).labels(labels).end();
        return found[0];
    }
}
