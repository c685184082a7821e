package io.crowsnest.dogstatsd;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.dogstatsd.Message.Event;
import io.crowsnest.dogstatsd.Message.Origin;
import io.crowsnest.dogstatsd.Message.Sample;
import io.crowsnest.dogstatsd.Message.ServiceCheck;
import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The grammar against the cases of the Datadog Agent's own tests ({@code parse_metrics}, {@code parse_events}, {@code parse_service_checks}). */
final class GrammarTest {

    /** Line, and what it means: {@code name type values rate tags timestamp origin}, what is usual left out. */
    static Stream<String> metrics() {
        return """
                daemon:666|g                                   -> daemon g [666.0]
                daemon:666:777|g                               -> daemon g [666.0, 777.0]
                daemon:21|c                                    -> daemon c [21.0]
                daemon:666:777|c                               -> daemon c [666.0, 777.0]
                custom_counter:1|c|#protocol:http,bench        -> custom_counter c [1.0] #[protocol:http, bench]
                daemon:21|h                                    -> daemon h [21.0]
                daemon:21:22|h                                 -> daemon h [21.0, 22.0]
                daemon:21|ms                                   -> daemon ms [21.0]
                daemon:21:22|ms                                -> daemon ms [21.0, 22.0]
                daemon:abc|s                                   -> daemon s abc
                daemon:abc:def|s                               -> daemon s abc:def
                daemon:3.5|d                                   -> daemon d [3.5]
                daemon:3.5:4.5|d                               -> daemon d [3.5, 4.5]
                daemon:♬†øU†øU¥ºuT0♪|s                         -> daemon s ♬†øU†øU¥ºuT0♪
                daemon:666|g|#sometag1:somevalue1,sometag2:somevalue2 -> daemon g [666.0] #[sometag1:somevalue1, sometag2:somevalue2]
                daemon:666|g|@0.21                             -> daemon g [666.0] @0.21
                daemon:666|g|#                                 -> daemon g [666.0]
                ♬†øU†øU¥ºuT0♪:666|g|#intitulé:T0µ              -> ♬†øU†øU¥ºuT0♪ g [666.0] #[intitulé:T0µ]
                daemon:666|g|m:test                            -> daemon g [666.0]
                metric:1234|g|#onetag|T1657100430              -> metric g [1234.0] #[onetag] T1657100430
                metric:1234|g|#|T1657100430                    -> metric g [1234.0] T1657100430
                metric:1234|g|@0.21|T1657100440                -> metric g [1234.0] @0.21 T1657100440
                metric:1234|g|#thereisatag|@0.21|T1657100440   -> metric g [1234.0] @0.21 #[thereisatag] T1657100440
                metric:1234|g|#thereisatag|T1657100540|@0.21   -> metric g [1234.0] @0.21 #[thereisatag] T1657100540
                metric:1234|g|@0.21|T1657100540|#thereisatag   -> metric g [1234.0] @0.21 #[thereisatag] T1657100540
                metric:1234|g|T1657100540|@0.25|#atag          -> metric g [1234.0] @0.25 #[atag] T1657100540
                metric:1234|g|T1657100540|#atag|@0.25          -> metric g [1234.0] @0.25 #[atag] T1657100540
                example.metric:2.39283|d|@1.000000|#environment:dev|c:2a25f7fc8fbf                  -> example.metric d [2.39283] #[environment:dev] c:2a25f7fc8fbf
                example.metric:2.39283|d|T1657100540|@1.000000|#environment:dev|c:2a25f7fc8fbf      -> example.metric d [2.39283] #[environment:dev] T1657100540 c:2a25f7fc8fbf
                example.metric:2.39283|d|T1657100540|@1.000000|#environment:dev|c:2a25|f:wow        -> example.metric d [2.39283] #[environment:dev] T1657100540 c:2a25
                example.metric:2.39283|d|T1657100540|@1.000000|#environment:dev|c:2a25|f:wow|f2:omg -> example.metric d [2.39283] #[environment:dev] T1657100540 c:2a25
                metric:1234|g|c:1234567890abcdef               -> metric g [1234.0] c:1234567890abcdef
                metric:1234|g|c:ci-1234567890abcdef            -> metric g [1234.0] c:1234567890abcdef
                metric:1234|g|c:cid-1234567890abcdef           -> metric g [1234.0] c:1234567890abcdef
                metric:1234|g|c:in-1234567890                  -> metric g [1234.0] in:1234567890
                metric:1234|g|c:ci-1234567890abcdef,in-12345   -> metric g [1234.0] c:1234567890abcdef in:12345
                metric:1234|g|e:it-false,cn-nginx,pu-3413883c  -> metric g [1234.0] e:it-false,cn-nginx,pu-3413883c
                metric:1234|g|card:orchestrator                -> metric g [1234.0] card:orchestrator
                metric:1|c|#a:b|c:ci-1f|e:cn-x|card:low        -> metric c [1.0] #[a:b] c:1f e:cn-x card:low
                metric:1.1234:21.5:13|d                        -> metric d [1.1234, 21.5, 13.0]
                metric:1.1234:41:|d                            -> metric d [1.1234, 41.0]
                metric:1.1234::41|d                            -> metric d [1.1234, 41.0]
                metric::1.1234::41|d                           -> metric d [1.1234, 41.0]
                metric:+1|g                                    -> metric g [1.0]
                metric:-1|g                                    -> metric g [-1.0]
                metric:1e-9|d                                  -> metric d [1.0E-9]
                metric:1.0E-9|d                                -> metric d [1.0E-9]
                metric:.5|d                                    -> metric d [0.5]
                metric:5.|d                                    -> metric d [5.0]
                metric:0x1p-2|d                                -> metric d [0.25]
                metric:NaN|g                                   -> metric g [NaN]
                metric:-Inf|g                                  -> metric g [-Infinity]
                metric:+infinity|g                             -> metric g [Infinity]
                metric:1|c|#a,,b:                              -> metric c [1.0] #[a, , b:]
                metric:1|c|#a|#b                               -> metric c [1.0] #[b]
                song.length:240|h|@0.5                         -> song.length h [240.0] @0.5
                a b:1|c                                        -> a b c [1.0]
                """.lines();
    }

    @ParameterizedTest
    @MethodSource("metrics")
    void readsMetrics(String row) throws Malformed {
        String[] sides = row.split(" +-> ", 2);

        assertThat(words((Sample) parse(sides[0]))).isEqualTo(sides[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "daemon:666",
                "daemon:666|",
                "daemon:|g",
                ":666|g",
                "abc666|g",
                "daemon:abc|g",
                "daemon:666|unknown",
                "daemon:666|g|@abc",
                "metric:1234|g|#onetag|TABCD",
                "metric:1234|g|#onetag|T",
                "metric:1234|g|#onetag|T-102348932",
                "metric:1234|g|T0",
                "",
                "|",
                "metric::|c",
                "metric:1:x|d",
                "metric:∞|g",
                "metric:1,5|g",
                "metric: 1|g",
                "metric:1e999|g",
                "metric:1_000|g",
                "metric:1|G",
                "metric:1||g",
                "_e{4,5}title|text",
            })
    void refusesMetrics(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(Malformed.class);
    }

    static Stream<String> events() {
        return """
                _e{10,9}:test title|test text                              -> test title/test text
                _e{10,24}:test title|test\\line1\\nline2\\nline3           -> test title/test\\line1⏎line2⏎line3
                _e{10,24}:test|title|test\\line1\\nline2\\nline3           -> test|title/test\\line1⏎line2⏎line3
                _e{10,9}:test title|test text|d:21                         -> test title/test text d:21
                _e{10,9}:test title|test text|p:low                        -> test title/test text p:low
                _e{10,9}:test title|test text|h:localhost                  -> test title/test text h:localhost
                _e{10,9}:test title|test text|t:warning                    -> test title/test text t:warning
                _e{10,9}:test title|test text|k:some aggregation key       -> test title/test text k:some aggregation key
                _e{10,9}:test title|test text|s:this is the source         -> test title/test text s:this is the source
                _e{10,9}:test title|test text|#tag1,tag2:test              -> test title/test text #[tag1, tag2:test]
                _e{10,9}:test title|test text|t:warning|d:12345|p:low|h:some.host|k:aggKey|s:source test|#tag1,tag2:test -> test title/test text d:12345 h:some.host k:aggKey p:low s:source test t:warning #[tag1, tag2:test]
                _e{10,0}:test title|                                       -> test title/
                _e{10,0}:test title||t:warning                             -> test title/ t:warning
                _e{5,4}:title|text|d:abc                                   -> title/text
                _e{5,4}:title|text|p:urgent                                -> title/text
                _e{5,4}:title|text|t:test                                  -> title/text
                _e{5,4}:title|text|x:1234                                  -> title/text
                _e{6,5}:tïtle|tëxt                                         -> tïtle/tëxt
                _e{5,4}:title|text|c:ci-1f|e:cn-x|card:low                 -> title/text c:1f e:cn-x card:low
                """.lines();
    }

    @ParameterizedTest
    @MethodSource("events")
    void readsEvents(String row) throws Malformed {
        String[] sides = row.split(" +-> ", 2);

        assertThat(words((Event) parse(sides[0]))).isEqualTo(sides[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_e:title|text",
                "_e{10,10}:title|text",
                "_e{0,0}:a|a",
                "_e{0,4}:text",
                "_e{5555:title|text",
                "_e{a,1}:title|text",
                "_e{1,a}:title|text",
                "_e{5,}:title|text",
                "_e{,4}:title|text",
                "_e{}:title|text",
                "_e{,}:title|text",
                "_e|text",
                "_e:|text",
                "_e{-123,-987}:",
                "_e{5,-987}:title",
                "_e{0001,-9876",
                "_e{0,9}:|test text",
                "_e{99999999999,1}:a|b",
            })
    void refusesEvents(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(Malformed.class);
    }

    static Stream<String> serviceChecks() {
        return """
                _sc|agent.up|0                                             -> agent.up 0
                _sc|agent.up|1                                             -> agent.up 1
                _sc|agent.up|2                                             -> agent.up 2
                _sc|agent.up|3                                             -> agent.up 3
                _sc|agent.up|0|d:some_time                                 -> agent.up 0
                _sc|agent.up|0|u:unknown                                   -> agent.up 0
                _sc|agent.up|0|d:21                                        -> agent.up 0 d:21
                _sc|agent.up|0|h:localhost                                 -> agent.up 0 h:localhost
                _sc|agent.up|0|#tag1,tag2:test,tag3                        -> agent.up 0 #[tag1, tag2:test, tag3]
                _sc|agent.up|0|m:this is fine                              -> agent.up 0 m:this is fine
                _sc|agent.up|0|d:21|h:localhost|#tag1:test,tag2|m:this is fine -> agent.up 0 d:21 h:localhost m:this is fine #[tag1:test, tag2]
                _sc|agent.up|0|d:21|h:localhost|h:localhost2|d:22          -> agent.up 0 d:22 h:localhost2
                _sc|agent.up|0|c:in-77|e:cn-x|card:none                    -> agent.up 0 in:77 e:cn-x card:none
                """.lines();
    }

    @ParameterizedTest
    @MethodSource("serviceChecks")
    void readsServiceChecks(String row) throws Malformed {
        String[] sides = row.split(" +-> ", 2);

        assertThat(words((ServiceCheck) parse(sides[0]))).isEqualTo(sides[1]);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "_sc|agent.up",
                "_sc|agent.up|",
                "_sc||",
                "_sc|",
                "_sc",
                "_sc|agent.up|OK",
                "_sc|agent.up|21",
                "_sc||0"
            })
    void refusesServiceChecks(String line) {
        assertThatThrownBy(() -> parse(line)).isInstanceOf(Malformed.class);
    }

    private static Message parse(String line) throws Malformed {
        return Grammar.parse(line.getBytes(StandardCharsets.UTF_8));
    }

    private static String words(Sample sample) {
        return sample.name()
                + " " + sample.type()
                + " " + (sample.type().equals("s") ? sample.setValue() : sample.values())
                + (sample.rate() == 1 ? "" : " @" + sample.rate())
                + tags(sample)
                + (sample.timestamp() == 0 ? "" : " T" + sample.timestamp())
                + origin(sample.origin());
    }

    private static String words(Event event) {
        return event.title()
                + "/" + event.text().replace('\n', '⏎')
                + (event.timestamp() == 0 ? "" : " d:" + event.timestamp())
                + field("h", event.host())
                + field("k", event.aggregationKey())
                + (event.priority().equals("normal") ? "" : " p:" + event.priority())
                + field("s", event.sourceType())
                + (event.alertType().equals("info") ? "" : " t:" + event.alertType())
                + tags(event)
                + origin(event.origin());
    }

    private static String words(ServiceCheck check) {
        return check.name()
                + " " + check.status()
                + (check.timestamp() == 0 ? "" : " d:" + check.timestamp())
                + field("h", check.host())
                + field("m", check.message())
                + tags(check)
                + origin(check.origin());
    }

    private static String tags(Message message) {
        return message.tags().isEmpty() ? "" : " #" + message.tags();
    }

    private static String origin(Origin origin) {
        return field("c", origin.containerId())
                + (origin.inode() == 0 ? "" : " in:" + origin.inode())
                + field("e", origin.external())
                + field("card", origin.cardinality());
    }

    private static String field(String name, String value) {
        return value.isEmpty() ? "" : " " + name + ":" + value;
    }
}
