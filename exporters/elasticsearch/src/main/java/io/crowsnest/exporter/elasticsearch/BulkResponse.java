package io.crowsnest.exporter.elasticsearch;

import co.elastic.clients.transport.http.TransportHttpClient;
import co.elastic.clients.util.BinaryData;
import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import java.io.IOException;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
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

    private static final Verdict IN_FAILURE_STORE = new Verdict(Status.SET_ASIDE, "in the failure store");

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
            expect(parser.nextToken(), null);
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
        BulkError error = BulkError.NONE;
        String failureStore = "";
        while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
            String name = parser.currentName();
            JsonToken value = parser.nextToken();
            if (name.equals("status")) {
                expect(value, JsonToken.VALUE_NUMBER_INT);
                status = parser.getIntValue();
            } else if (name.equals("error") && value == JsonToken.START_OBJECT) {
                error = error(parser);
            } else if (name.equals("failure_store") && value == JsonToken.VALUE_STRING) {
                failureStore = parser.getString();
            } else {
                parser.skipChildren();
            }
        }
        expect(parser.currentToken(), JsonToken.END_OBJECT);
        expect(parser.nextToken(), JsonToken.END_OBJECT);
        if (status == 0) {
            throw new UnreadableException("item without a status");
        }
        return verdict(status, error, failureStore);
    }

    private static Verdict verdict(int status, BulkError error, String failureStore) {
        // 409: an earlier attempt got through, only its answer didn't.
        if (status == 200 || status == 201 || status == 409) {
            // Elasticsearch keeps it, although not where it is searched for; it counts this as no error.
            return failureStore.equals("used") ? IN_FAILURE_STORE : Verdict.DELIVERED;
        }
        // Any other word there, "failed" or "not_enabled", only says what else didn't help.
        String store = failureStore.isEmpty() ? "" : " (failure store: " + failureStore + ")";
        String reason = "item " + status + error + store;
        if (status == 429 || status >= 500 || error.passes()) {
            return new Verdict(Status.BUSY, reason);
        }
        if (status == 401 || status == 403 || status == 404 || error.isAboutTheIndex()) {
            return new Verdict(Status.BLOCKED, reason);
        }
        return new Verdict(Status.REFUSED, reason);
    }

    /** The error that the body of a failed request tells; {@link BulkError#NONE} if it tells none. */
    static BulkError errorIn(TransportHttpClient.Response response) {
        try {
            BinaryData body = response.body();
            if (body == null || body.size() == 0) {
                return BulkError.NONE;
            }
            try (JsonParser parser = JSON.createParser(ObjectReadContext.empty(), body.asInputStream())) {
                parser.nextToken();
                while (parser.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = parser.currentName();
                    JsonToken value = parser.nextToken();
                    if (name.equals("error") && value == JsonToken.START_OBJECT) {
                        return error(parser);
                    }
                    parser.skipChildren();
                }
            }
            return BulkError.NONE;
        } catch (IOException | JacksonException e) {
            // A proxy's page, for example; the status says enough.
            return BulkError.NONE;
        }
    }

    /** Type and reason of the error object that the parser has just entered. */
    private static BulkError error(JsonParser parser) {
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
        return new BulkError(type, reason);
    }

    private static void expect(@Nullable JsonToken actual, @Nullable JsonToken expected) throws UnreadableException {
        if (actual != expected) {
            throw new UnreadableException("expected " + expected + ", found " + actual);
        }
    }
}
