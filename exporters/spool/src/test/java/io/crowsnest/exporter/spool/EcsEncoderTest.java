package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import io.crowsnest.telemetry.LogEvent.Thrown;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

class EcsEncoderTest {

    private final EcsEncoder encoder = new EcsEncoder(Events.IDENTITY);

    @Test
    void writesAPlainEvent() {
        Document document = encoder.encode(Events.event(7, "hello \"world\""));

        assertThat(text(document))
                .isEqualTo("{\"@timestamp\":\"2026-03-04T12:00:00.123456789Z\",\"log.level\":\"INFO\","
                        + "\"message\":\"hello \\\"world\\\"\",\"ecs.version\":\"8.17.0\",\"log.logger\":\"a.B\","
                        + "\"process.thread.name\":\"main\",\"process.pid\":42,\"service.name\":\"shop\","
                        + "\"service.version\":\"1.2\",\"service.environment\":\"test\",\"host.name\":\"host-1\","
                        + "\"event.dataset\":\"shop\",\"data_stream.type\":\"logs\",\"data_stream.dataset\":\"shop\","
                        + "\"data_stream.namespace\":\"default\",\"event.sequence\":7,\"event.id\":\"" + document.id()
                        + "\"}");
    }

    @Test
    void writesWhatWasThrownWithItsCauses() {
        Thrown cause = new Thrown("a.Cause", null, frames("d", 7), 2, 0, List.of(), null, false);
        Thrown suppressed = new Thrown("a.Closing", "x", frames("e", 8), 2, 0, List.of(), null, false);
        JsonNode json = json(encoder.encode(with(
                Map.of(),
                List.of(),
                new Thrown("a.BadThing", "no", frames("c", 1, 2, 3), 0, 0, List.of(suppressed), cause, false))));

        assertThat(json.get("error.type").asString()).isEqualTo("a.BadThing");
        assertThat(json.get("error.message").asString()).isEqualTo("no");
        assertThat(json.get("error.stack_trace").asString()).isEqualTo("""
                a.BadThing: no
                	at a.B.c(B.java:1)
                	at a.B.c(B.java:2)
                	at a.B.c(B.java:3)
                	Suppressed: a.Closing: x
                		at a.B.e(B.java:8)
                		... 2 common frames omitted
                Caused by: a.Cause: null
                	at a.B.d(B.java:7)
                	... 2 common frames omitted
                """);
        assertThat(json.get("labels").get("error_stack_hash").asString()).matches("[0-9a-f]{8}");
    }

    @Test
    void shortensAStackThatIsTooDeep() {
        int[] lines = new int[500];
        JsonNode json = json(encoder.encode(with(
                Map.of(), List.of(), new Thrown("a.B", "m", frames("c", lines), 0, 4_500, List.of(), null, false))));

        assertThat(json.get("error.stack_trace").asString()).contains("4800 frames truncated");
    }

    @Test
    void hashesTheSameErrorTheSameWhateverItsMessageAndLine() {
        assertThat(hash("a.B", "m", "c", 1)).isEqualTo(hash("a.B", "n", "c", 2));
        assertThat(hash("a.B", "m", "c", 1)).isNotEqualTo(hash("a.C", "m", "c", 1));
        assertThat(hash("a.B", "m", "c", 1)).isNotEqualTo(hash("a.B", "m", "d", 1));
    }

    private static String hash(String type, String message, String method, int line) {
        return ThrownProxy.of(new Thrown(type, message, frames(method, line), 0, 0, List.of(), null, false))
                .hash();
    }

    private static List<StackTraceElement> frames(String method, int... lines) {
        return IntStream.of(lines)
                .mapToObj(line -> new StackTraceElement("a.B", method, "B.java", line))
                .toList();
    }

    @Test
    void leavesOutTheMessageThatAThrowableDoesNotHave() {
        JsonNode json = json(encoder.encode(
                with(Map.of(), List.of(), new Thrown("a.B", null, List.of(), 0, 0, List.of(), null, false))));

        assertThat(json.has("error.message")).isFalse();
    }

    @Test
    void makesLabelsOfMdcAndKeyValues() {
        Map<String, String> labels = new TreeMap<>(Map.of("user", "u1", "order.id", "7", "a*b\\c", "x"));
        JsonNode json = json(encoder.encode(with(labels, List.of(), null)));

        assertThat(json.get("labels").toString()).isEqualTo("{\"a_b_c\":\"x\",\"order_id\":\"7\",\"user\":\"u1\"}");
    }

    @Test
    void keepsOneOfTwoLabelsWhoseNamesBecomeTheSame() {
        Map<String, String> labels = new TreeMap<>(Map.of("a.b", "1", "a_b", "2"));
        String text = text(encoder.encode(with(labels, List.of(), null)));

        assertThat(text).contains("\"labels\":{\"a_b\":\"2\"}");
    }

    @Test
    void putsTheLabelsOfTheServiceOnEveryEventAndLetsTheEventWin() {
        EcsEncoder labelled =
                new EcsEncoder(new ServiceIdentity(null, null, null, "h", 1, "d", "n", Map.of("team", "a")));

        assertThat(text(labelled.encode(Events.event(1, "m")))).contains("\"labels\":{\"team\":\"a\"}");
        assertThat(text(labelled.encode(with(Map.of("team", "b"), List.of(), null))))
                .contains("\"labels\":{\"team\":\"b\"}");
    }

    @Test
    void saysWhereTheServiceRuns() {
        EcsEncoder inPod = new EcsEncoder(new ServiceIdentity(
                null,
                null,
                null,
                "h",
                1,
                "d",
                "n",
                Map.of(),
                Map.of("container.id", "c1", "kubernetes.pod.name", "p")));

        assertThat(text(inPod.encode(Events.event(1, "m"))))
                .contains("\"host.name\":\"h\",\"container.id\":\"c1\",\"kubernetes.pod.name\":\"p\",");
    }

    @Test
    void makesTagsOfMarkers() {
        assertThat(text(encoder.encode(with(Map.of(), List.of("AUDIT", "SECURITY"), null))))
                .contains("\"tags\":[\"AUDIT\",\"SECURITY\"]");
    }

    @Test
    void leavesOutWhatIsUnknownOfTheService() {
        EcsEncoder unknown = new EcsEncoder(new ServiceIdentity(null, "", null, "h", 1, "d", "n", Map.of()));

        assertThat(text(unknown.encode(Events.event(1, "m")))).doesNotContain("service.");
    }

    @Test
    void writesWholeSecondsToo() {
        LogEvent event = new LogEvent(
                1, Instant.parse("2026-01-01T00:00:00Z"), Level.WARN, "l", "t", "m", Map.of(), List.of(), null, null);

        assertThat(text(encoder.encode(event)))
                .startsWith("{\"@timestamp\":\"2026-01-01T00:00:00Z\",\"log.level\":\"WARN\"");
    }

    @Test
    void reducesARefusedDocumentToWhatEveryMappingTakes() {
        Document refused = encoder.encode(with(
                Map.of("n", "x"), List.of("AUDIT"), new Thrown("t", "m", List.of(), 0, 0, List.of(), null, false)));
        Document reduced = encoder.reduce(refused, "mapping says no");
        JsonNode json = json(reduced);

        assertThat(reduced.id()).isEqualTo(refused.id());
        assertThat(json.get("tags").toString()).isEqualTo("[\"_crowsnest_rejected\"]");
        assertThat(json.has("labels")).isFalse();
        assertThat(json.get("error.message").asString()).isEqualTo("mapping says no");
        assertThat(json.get("event.original").asString()).isEqualTo(text(refused));
        assertThat(json.get("message").asString()).isEqualTo("m");
    }

    private static LogEvent with(Map<String, String> labels, List<String> markers, Thrown error) {
        return new LogEvent(1, Events.NOON, Level.ERROR, "l", "t", "m", labels, markers, null, error);
    }

    private static String text(Document document) {
        return new String(document.json(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Document document) {
        return JsonMapper.shared().readTree(document.json());
    }
}
