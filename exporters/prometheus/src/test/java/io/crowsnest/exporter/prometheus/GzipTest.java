package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.util.Random;
import java.util.zip.Deflater;
import java.util.zip.GZIPInputStream;
import org.junit.jupiter.api.Test;

final class GzipTest {

    private static final int LINES = 5_000;

    private final Gzip gzip = new Gzip();
    private final Bytes packed = new Bytes(16);

    @Test
    void what_is_unpacked_is_what_was_written() throws IOException {
        Random random = new Random(1);
        for (int scrape = 0; scrape < 2_000; scrape++) {
            Bytes plain = content(random);
            gzip.pack(plain, packed);

            assertThat(unpacked()).as("scrape %d", scrape).isEqualTo(plain.copy());
        }
    }

    /** Pieces of chance, runs, and what was there before, at any distance and of any length. */
    private static Bytes content(Random random) {
        Bytes content = new Bytes(16);
        int size = random.nextInt(1 << random.nextInt(18));
        while (content.size() < size) {
            int length = 1 + random.nextInt(random.nextBoolean() ? 8 : 600);
            switch (random.nextInt(4)) {
                case 0 -> {
                    byte[] bytes = new byte[length];
                    random.nextBytes(bytes);
                    content.put(bytes);
                }
                case 1 -> content.put(Character.toString(random.nextInt(256)).repeat(length));
                case 2 -> content.put(line(random));
                default -> {
                    if (content.size() > 0) {
                        int from = random.nextInt(content.size());
                        content.put(content.copy(), from, Math.min(length, content.size() - from));
                    }
                }
            }
        }
        return content;
    }

    /** RFC 1951: lengths from 3 to 258 and distances from 1 to 32,768 have codes of their own. */
    @Test
    void every_length_and_distance_can_be_told() throws IOException {
        byte[] chance = new byte[40_000];
        new Random(2).nextBytes(chance);
        for (int distance = 300; distance <= 33_000; distance += 61) {
            Bytes plain = new Bytes(16).put(chance, 0, distance).put(chance, 0, Math.min(distance, distance % 270));
            gzip.pack(plain, packed);
            assertThat(unpacked()).as("distance %d", distance).isEqualTo(plain.copy());
        }
        for (int distance = 1; distance < 300; distance++) {
            Bytes plain = new Bytes(16);
            for (int i = 0; i < 3; i++) {
                plain.put(chance, 0, distance);
            }
            gzip.pack(plain, packed);
            assertThat(unpacked()).as("distance %d", distance).isEqualTo(plain.copy());
        }
    }

    @Test
    void a_scrape_is_hardly_larger_than_what_zlib_makes_of_it_in_more_time() {
        Random random = new Random(3);
        Bytes plain = new Bytes(16);
        for (int i = 0; i < LINES; i++) {
            plain.put(line(random));
        }
        gzip.pack(plain, packed);

        Deflater deflater = new Deflater(Deflater.BEST_SPEED, true);
        deflater.setInput(plain.array(), 0, plain.size());
        deflater.finish();
        int zlib = deflater.deflate(new byte[plain.size()]);
        deflater.end();
        assertThat(packed.size()).isLessThan((int) (1.4 * zlib)).isLessThan(plain.size() / 3);
    }

    private byte[] unpacked() throws IOException {
        try (GZIPInputStream in = new GZIPInputStream(new ByteArrayInputStream(packed.copy()))) {
            return in.readAllBytes();
        }
    }

    private static String line(Random random) {
        return "http_server_requests_seconds_count{method=\"GET\",uri=\"/orders/%d\"} %d%n"
                .formatted(random.nextInt(1_000), random.nextInt(1_000_000));
    }
}
