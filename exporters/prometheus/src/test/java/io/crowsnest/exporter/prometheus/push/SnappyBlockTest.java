package io.crowsnest.exporter.prometheus.push;

import static org.assertj.core.api.Assertions.assertThat;

import io.airlift.compress.snappy.SnappyCompressor;
import io.airlift.compress.snappy.SnappyDecompressor;
import io.crowsnest.exporter.prometheus.Bytes;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What we pack is unpacked by another implementation of Snappy. */
class SnappyBlockTest {

    private final SnappyBlock snappy = new SnappyBlock();
    private final Bytes packed = new Bytes(16);

    @ParameterizedTest
    @ValueSource(
            ints = {
                0, 1, 3, 4, 5, 59, 60, 61, 64, 65, 67, 68, 255, 256, 257, 2047, 65_535, 65_536, 65_537, 65_540, 200_000
            })
    void texts_of_any_length_come_back(int length) {
        byte[] repeated = new byte[length];
        Arrays.fill(repeated, (byte) 'a');
        byte[] random = new byte[length];
        new Random(length).nextBytes(random);

        assertThat(unpacked(repeated)).isEqualTo(repeated);
        assertThat(unpacked(random)).isEqualTo(random);
    }

    @Test
    void random_mixtures_of_old_and_new_come_back() {
        Random random = new Random(7);
        for (int round = 0; round < 2000; round++) {
            byte[] text = new byte[random.nextInt(3000)];
            for (int at = 0; at < text.length; ) {
                int length = Math.min(text.length - at, 1 + random.nextInt(100));
                if (at > 0 && random.nextBoolean()) {
                    int from = random.nextInt(at);
                    for (int i = 0; i < length; i++) {
                        text[at + i] = text[from + i];
                    }
                } else {
                    for (int i = 0; i < length; i++) {
                        text[at + i] = (byte) random.nextInt(4);
                    }
                }
                at += length;
            }

            assertThat(unpacked(text)).isEqualTo(text);
        }
    }

    @Test
    void nothing_of_the_text_before_is_left() {
        byte[] first = "an order of an order of an order".getBytes(StandardCharsets.UTF_8);
        byte[] second = "of an order".getBytes(StandardCharsets.UTF_8);

        assertThat(unpacked(first)).isEqualTo(first);
        assertThat(unpacked(second)).isEqualTo(second);
    }

    @Test
    void labels_are_packed_nearly_as_small_as_by_the_other_implementation() {
        StringBuilder series = new StringBuilder();
        for (int i = 0; i < 2000; i++) {
            series.append("http_server_requests_seconds_bucket method GET uri /orders/")
                    .append(i % 37)
                    .append(" status 200 le ")
                    .append(i);
        }
        byte[] text = series.toString().getBytes(StandardCharsets.UTF_8);
        SnappyCompressor other = new SnappyCompressor();
        byte[] theirs = new byte[other.maxCompressedLength(text.length)];
        int theirLength = other.compress(text, 0, text.length, theirs, 0, theirs.length);

        assertThat(unpacked(text)).isEqualTo(text);
        assertThat(packed.size()).isLessThan((int) (1.15 * theirLength)).isLessThan(text.length / 3);
    }

    private byte[] unpacked(byte[] text) {
        Bytes plain = new Bytes(16);
        plain.put(text);
        snappy.pack(plain, packed);
        byte[] unpacked = new byte[SnappyDecompressor.getUncompressedLength(packed.array(), 0)];
        int length =
                new SnappyDecompressor().decompress(packed.array(), 0, packed.size(), unpacked, 0, unpacked.length);
        return Arrays.copyOf(unpacked, length);
    }
}
