package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.tests.scenario.LogStorm;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What of the events of {@link LogStorm} has arrived, in Elasticsearch or in a file, and whether that is each of them once. */
final class StormDocuments {
    private static final int PAGE = 10_000;
    /** How long the server keeps a search between two pages. */
    private static final String KEPT = "1m";

    private static final Pattern SCROLL = Pattern.compile("\"_scroll_id\":\"([^\"]+)\"");
    private static final Pattern HIT = Pattern.compile("\"message\":\"(\\S+) (\\d+) (\\d+)\"");
    private static final Pattern LINE = Pattern.compile("\"message\":\"(\\S+) (\\d+) (\\d+)[ \"]");

    private final Map<String, BitSet> found = new HashMap<>();
    private long documents;
    private long duplicates;

    private StormDocuments() {}

    /** All documents of a data stream, as of one moment: pages of a search of their own shift when segments merge between them. */
    static StormDocuments in(Elasticsearch server, String dataStream) throws IOException {
        StormDocuments result = new StormDocuments();
        server.request("POST", "/" + dataStream + "/_refresh", "");
        String page = server.request(
                "POST",
                "/" + dataStream + "/_search?scroll=" + KEPT,
                "{\"size\":" + PAGE + ",\"sort\":[\"_doc\"],\"_source\":[\"message\"]}");
        while (result.addHits(page)) {
            page = server.request(
                    "POST",
                    "/_search/scroll",
                    "{\"scroll\":\"" + KEPT + "\",\"scroll_id\":\"" + scrollOf(page) + "\"}");
        }
        return result;
    }

    private static String scrollOf(String page) {
        Matcher scroll = SCROLL.matcher(page);
        assertThat(scroll.find()).as("scroll of %.200s", page).isTrue();
        return scroll.group(1);
    }

    private boolean addHits(String page) {
        Matcher hit = HIT.matcher(page);
        boolean isAny = false;
        while (hit.find()) {
            add(hit.group(1) + " " + hit.group(2), Integer.parseInt(hit.group(3)));
            isAny = true;
        }
        return isAny;
    }

    /** All documents of a file that is a destination, and of those that it was before. */
    static StormDocuments in(Path file) throws IOException {
        StormDocuments result = new StormDocuments();
        for (String line : LogFile.lines(file)) {
            Matcher message = LINE.matcher(line);
            if (message.find()) {
                result.add(message.group(1) + " " + message.group(2), Integer.parseInt(message.group(3)));
            }
        }
        return result;
    }

    /** All documents with these messages, as a receiver had them. */
    static StormDocuments of(List<String> messages) {
        StormDocuments result = new StormDocuments();
        for (String each : messages) {
            String[] words = each.split(" ", -1);
            result.add(words[0] + " " + words[1], Integer.parseInt(words[2]));
        }
        return result;
    }

    private void add(String thread, int number) {
        BitSet numbers = found.computeIfAbsent(thread, any -> new BitSet());
        documents++;
        duplicates += numbers.get(number) ? 1 : 0;
        numbers.set(number);
    }

    long documents() {
        return documents;
    }

    /** How many stand there more than once. */
    long duplicates() {
        return duplicates;
    }

    /** How many events of a run are missing although their log calls had returned. */
    long missing(String run, Path numbers) throws IOException {
        ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(numbers));
        long missing = 0;
        for (int thread = 0; thread < LogStorm.THREADS; thread++) {
            int last = (int) written.getLong(64 * thread);
            BitSet found = numbers(run, thread);
            missing += last - found.get(1, last + 1).cardinality();
            // The call may have been killed after the event was kept and before it returned.
            assertThat(found.length() - 1).as("no invented event").isLessThanOrEqualTo(last + 1);
        }
        return missing;
    }

    /** The numbers of what one thread of a run has logged that have arrived. */
    BitSet numbers(String run, int thread) {
        return found.getOrDefault(run + " " + thread, new BitSet());
    }

    /** How many events of a run were logged at least. */
    static long logged(Path numbers) throws IOException {
        if (!Files.exists(numbers)) {
            return 0;
        }
        ByteBuffer written = ByteBuffer.wrap(Files.readAllBytes(numbers));
        long sum = 0;
        for (int thread = 0; thread < LogStorm.THREADS && written.capacity() >= 64 * LogStorm.THREADS; thread++) {
            sum += written.getLong(64 * thread);
        }
        return sum;
    }
}
