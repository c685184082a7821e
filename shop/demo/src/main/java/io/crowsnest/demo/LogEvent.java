package io.crowsnest.demo;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.crowsnest.servers.Elasticsearch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A log event as far as both the service's own log file and Elasticsearch know it.
 *
 * @param time to the millisecond, which is what the file has
 * @param message with every run of white space as one space, so that it fits in a line
 */
record LogEvent(Instant time, String level, String thread, String logger, String message)
        implements Comparable<LogEvent> {

    /** Logback's pattern of the log file: one line per event, followed by the stack trace if there is one. */
    static final String FILE_PATTERN =
            "%d{\"yyyy-MM-dd'T'HH:mm:ss.SSS'Z'\",UTC} %level [%thread] %logger :" + " %replace(%msg){'\\s+',' '}%n%ex";

    private static final Pattern FILE_LINE =
            Pattern.compile("^(\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z) (\\w+) \\[(.*?)] (\\S+) : ?(.*)$");

    private static final ObjectMapper JSON = new ObjectMapper();

    /** As many as Elasticsearch gives in one answer. */
    private static final int MOST = 10_000;

    static List<LogEvent> inFile(Path file) throws IOException {
        List<LogEvent> events = new ArrayList<>();
        for (String line : Files.readAllLines(file, StandardCharsets.UTF_8)) {
            Matcher first = FILE_LINE.matcher(line);
            if (first.matches()) {
                events.add(new LogEvent(
                        Instant.parse(first.group(1)),
                        first.group(2),
                        first.group(3),
                        first.group(4),
                        oneLine(first.group(5))));
            }
        }
        return events;
    }

    static List<LogEvent> inDataStream(Elasticsearch elasticsearch, String dataStream) throws IOException {
        elasticsearch.request("POST", "/" + dataStream + "/_refresh", "");
        JsonNode answer = JSON.readTree(elasticsearch.request(
                "POST", "/" + dataStream + "/_search", "{\"size\":" + MOST + ",\"track_total_hits\":true}"));
        long total = answer.at("/hits/total/value").asLong();
        if (total > MOST) {
            throw new IOException(total + " documents are more than can be compared: " + MOST);
        }
        List<LogEvent> events = new ArrayList<>();
        for (JsonNode hit : answer.at("/hits/hits")) {
            JsonNode document = hit.get("_source");
            events.add(new LogEvent(
                    Instant.parse(field(document, "@timestamp")).truncatedTo(ChronoUnit.MILLIS),
                    field(document, "log.level"),
                    field(document, "process.thread.name"),
                    field(document, "log.logger"),
                    oneLine(field(document, "message"))));
        }
        return events;
    }

    /** Reads {@code a.b} whether it is written as a name with a dot or as an object in an object. */
    private static String field(JsonNode document, String name) throws IOException {
        JsonNode value = document.has(name) ? document.get(name) : document.at("/" + name.replace('.', '/'));
        if (!value.isTextual()) {
            throw new IOException("no " + name + " in document " + document);
        }
        return value.asText();
    }

    private static String oneLine(String message) {
        return message.replaceAll("\\s+", " ").strip();
    }

    @Override
    public int compareTo(LogEvent other) {
        return Comparator.comparing(LogEvent::time)
                .thenComparing(LogEvent::toString)
                .compare(this, other);
    }

    @Override
    public String toString() {
        return time + " " + level + " [" + thread + "] " + logger + " : " + message;
    }
}
