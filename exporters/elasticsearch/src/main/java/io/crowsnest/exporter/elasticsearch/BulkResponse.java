package io.crowsnest.exporter.elasticsearch;

import co.elastic.clients.transport.http.TransportHttpClient;
import co.elastic.clients.util.BinaryData;
import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.core.JacksonException;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Reads the answer to a bulk request. Strict: what is not exactly an answer for each document acknowledges none, since
 * sending all again does no harm.
 *
 * <pre>
 *   {"errors":true,"items":[{"create":{"status":201}},{"create":{"status":429,"error":{"type":"...","reason":"..."}}}]}
 * </pre>
 */
final class BulkResponse {

    /** Says that a body is not the answer to a bulk request. */
    static final class UnreadableException extends Exception {
        UnreadableException(String message) {
            super(message);
        }
    }

    /** These pass, whatever the status: a read-only index for example answers 403 until somebody has made room on the disk. */
    private static final Set<String> PASSING = Set.of(
            "es_rejected_execution_exception",
            "unavailable_shards_exception",
            "cluster_block_exception",
            "circuit_breaking_exception");

    private static final int MAX_REASON = 300;
    private static final JsonFactory JSON = new JsonFactory();

    private BulkResponse() {}

    /** The verdicts on {@code expected} documents, in their order. */
    static List<Verdict> read(InputStream body, int expected) throws UnreadableException {
        List<Verdict> verdicts = new ArrayList<>(expected);
        boolean itemsSeen = false;
        try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body)) {
            expect(parser.nextToken(), JsonToken.START_OBJECT);
            while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (name.equals("items")) {
                    itemsSeen = true;
                    expect(value, JsonToken.START_ARRAY);
                    while (parser.nextToken() != JsonToken.END_ARRAY) {
                        verdicts.add(item(parser));
                    }
                } else {
                    parser.skipChildren();
                }
            }
            expect(parser.currentToken(), JsonToken.END_OBJECT);
        } catch (JacksonException e) {
            throw new UnreadableException(e.getOriginalMessage());
        }
        if (!itemsSeen || verdicts.size() != expected) {
            throw new UnreadableException(verdicts.size() + " items for " + expected + " documents");
        }
        return verdicts;
    }

    /** {@code {"create":{...}}}. */
    private static Verdict item(JsonParser parser) throws UnreadableException {
        expect(parser.currentToken(), JsonToken.START_OBJECT);
        expect(parser.nextToken(), JsonToken.PROPERTY_NAME);
        if (!parser.currentName().equals("create")) {
            throw new UnreadableException("item is not about a create");
        }
        expect(parser.nextToken(), JsonToken.START_OBJECT);
        int status = 0;
        Cause error = Cause.NONE;
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("status")) {
                expect(value, JsonToken.VALUE_NUMBER_INT);
                status = parser.getIntValue();
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                error = cause(parser);
            } else {
                parser.skipChildren();
            }
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
        expect(parser.nextToken(), JsonToken.END_OBJECT);
        if (status == 0) {
            throw new UnreadableException("item without a status");
        }
        return verdict(status, error);
    }

    private static Verdict verdict(int status, Cause error) {
        // 409: an earlier attempt got through, only its answer didn't.
        if (status == 200 || status == 201 || status == 409) {
            return Verdict.DELIVERED;
        }
        String reason = "item " + status + error;
        if (status == 429 || status >= 500 || PASSING.contains(error.type)) {
            return new Verdict(Status.BUSY, reason);
        }
        if (status == 401 || status == 403 || status == 404) {
            return new Verdict(Status.BLOCKED, reason);
        }
        return new Verdict(Status.REFUSED, reason);
    }

    /** The error that the body of a failed request tells, as text to append; empty if it tells none. */
    static String errorIn(TransportHttpClient.Response response) {
        try {
            BinaryData body = response.body();
            if (body == null || body.size() == 0) {
                return "";
            }
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body.asInputStream())) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (name.equals("error") && value == JsonToken.START_OBJECT) {
                        return cause(parser).toString();
                    }
                    parser.skipChildren();
                }
            }
            return "";
        } catch (IOException | JacksonException e) {
            // A proxy's page, for example; the status says enough.
            return "";
        }
    }

    /** Type and reason of the error object that the parser has just entered. */
    private static Cause cause(JsonParser parser) {
        String type = "";
        String reason = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("type") && value == JsonToken.VALUE_STRING) {
                type = parser.getString();
            } else if (name.equals("reason") && value == JsonToken.VALUE_STRING) {
                reason = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        return new Cause(type, reason.substring(0, Math.min(MAX_REASON, reason.length())));
    }

    private record Cause(String type, String reason) {
        static final Cause NONE = new Cause("", "");

        @Override
        public String toString() {
            return (type.isEmpty() ? "" : " " + type) + (reason.isEmpty() ? "" : ": " + reason);
        }
    }

    private static void expect(@Nullable JsonToken actual, JsonToken expected) throws UnreadableException {
        if (actual != expected) {
            throw new UnreadableException("expected " + expected + ", found " + actual);
        }
    }
}
