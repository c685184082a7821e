package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.LogEvent;
import io.crowsnest.telemetry.LogEvent.Level;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
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
    void writesWhatWasThrown() {
        JsonNode json = json(encoder.encode(with(
                Map.of(),
                List.of(),
                new LogEvent.Failure("a.BadThing", "no", "a.BadThing: no\n\tat a.B.c(B.java:1)\n"))));

        assertThat(json.get("error.type").asString()).isEqualTo("a.BadThing");
        assertThat(json.get("error.message").asString()).isEqualTo("no");
        assertThat(json.get("error.stack_trace").asString()).isEqualTo("a.BadThing: no\n\tat a.B.c(B.java:1)\n");
    }

    @Test
    void leavesOutTheMessageThatAThrowableDoesNotHave() {
        JsonNode json = json(encoder.encode(with(Map.of(), List.of(), new LogEvent.Failure("a.B", null, "a.B"))));

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
    void cutsWhatIsTooLong() {
        JsonNode json = json(encoder.encode(Events.event(1, "x".repeat(EcsEncoder.MAX_MESSAGE + 1))));

        assertThat(json.get("message").asString())
                .hasSize(EcsEncoder.MAX_MESSAGE + Texts.CUT.length())
                .endsWith(Texts.CUT);
    }

    @Test
    void survivesTextThatUtf8CannotHold() {
        JsonNode json = json(encoder.encode(Events.event(1, "a\uD800b\uDC00 \uD83D\uDE00 \u0000")));

        assertThat(json.get("message").asString()).isEqualTo("a\uFFFDb\uFFFD \uD83D\uDE00 \u0000");
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
        Document refused =
                encoder.encode(with(Map.of("n", "x"), List.of("AUDIT"), new LogEvent.Failure("t", "m", "s")));
        Document reduced = encoder.reduce(refused, "mapping says no");
        JsonNode json = json(reduced);

        assertThat(reduced.id()).isEqualTo(refused.id());
        assertThat(json.get("tags").toString()).isEqualTo("[\"_crowsnest_rejected\"]");
        assertThat(json.has("labels")).isFalse();
        assertThat(json.get("error.message").asString()).isEqualTo("mapping says no");
        assertThat(json.get("event.original").asString()).isEqualTo(text(refused));
        assertThat(json.get("message").asString()).isEqualTo("m");
    }

    private static LogEvent with(Map<String, String> labels, List<String> markers, LogEvent.Failure error) {
        return new LogEvent(1, Events.NOON, Level.ERROR, "l", "t", "m", labels, markers, null, error);
    }

    private static String text(Document document) {
        return new String(document.json(), StandardCharsets.UTF_8);
    }

    private static JsonNode json(Document document) {
        return JsonMapper.shared().readTree(document.json());
    }
}
