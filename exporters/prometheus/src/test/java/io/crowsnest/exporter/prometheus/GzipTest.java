package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class GzipTest {

    private static final int LINES = 5_000;

    private final Gzip gzip = new Gzip();
    private final Packed packed = new Packed();

    /** Scrape after scrape: values change, series come and go, nothing is there, all is new. */
    @Test
    void what_is_unpacked_is_what_was_written_whatever_was_before() throws IOException {
        Random random = new Random(1);
        List<String> lines = lines(random);
        for (int scrape = 0; scrape < 200; scrape++) {
            Bytes plain = written(lines);
            gzip.pack(plain, packed);

            assertThat(unpacked()).as("scrape %d", scrape).isEqualTo(plain.copy());
            change(lines, random);
        }
    }

    private static void change(List<String> lines, Random random) {
        switch (random.nextInt(6)) {
            case 0 -> lines.clear();
            case 1 -> lines.addAll(random.nextInt(lines.size() + 1), lines(random));
            case 2 -> lines.subList(0, lines.size() / 3).clear();
            case 3 -> lines.replaceAll(line -> line + random.nextInt(10));
            default -> {
                for (int i = random.nextInt(5); i > 0 && !lines.isEmpty(); i--) {
                    lines.set(random.nextInt(lines.size()), line(random));
                }
            }
        }
    }

    @Test
    void a_part_that_stands_still_is_not_packed_again() throws IOException {
        List<String> lines = lines(new Random(2));
        gzip.pack(written(lines), packed);
        Bytes before = packed.bytes();
        byte[] first = before.copy();
        // What would be packed again would come out whole.
        for (int at = first.length / 2; at < first.length / 2 + 64; at++) {
            before.array()[at] = 0;
        }

        gzip.pack(written(lines), packed);

        assertThat(packed.bytes()).isNotSameAs(before);
        assertThat(packed.bytes().copy()).isNotEqualTo(first).hasSameSizeAs(first);
    }

    @Test
    void parts_of_their_own_cost_little_space() {
        List<String> lines = lines(new Random(3));
        gzip.pack(written(lines), packed);
        int inParts = packed.bytes().size();
        Bytes whole = new Bytes(16);
        lines.forEach(whole::put);
        gzip.pack(whole, packed);

        assertThat(inParts).isLessThan((int) (1.1 * packed.bytes().size()));
    }

    private byte[] unpacked() throws IOException {
        try (GZIPInputStream in =
                new GZIPInputStream(new ByteArrayInputStream(packed.bytes().copy()))) {
            return in.readAllBytes();
        }
    }

    private static Bytes written(List<String> lines) {
        Bytes plain = new Bytes(16);
        for (String line : lines) {
            plain.mark();
            plain.put(line);
        }
        return plain;
    }

    private static List<String> lines(Random random) {
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < LINES; i++) {
            lines.add(line(random));
        }
        return lines;
    }

    private static String line(Random random) {
        return "http_server_requests_seconds_count{method=\"GET\",uri=\"/orders/%d\"} %d%n"
                .formatted(random.nextInt(1_000), random.nextInt(1_000_000));
    }
}
