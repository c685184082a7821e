package io.crowsnest.exporter.logstash;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.spool.Document;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.InflaterInputStream;
import org.junit.jupiter.api.Test;

class WindowTest {

    private final List<Document> documents = Documents.documents(Stream.of("a", "Grüße"));
    private final byte[] window = new WindowEncoder().encode(documents);

    @Test
    void beginsWithTheNumberOfEventsAndTheLengthOfTheRest() {
        ByteBuffer header = ByteBuffer.wrap(window);

        assertThat(new byte[] {header.get(), header.get()}).containsExactly('2', 'W');
        assertThat(header.getInt()).isEqualTo(2);
        assertThat(new byte[] {header.get(), header.get()}).containsExactly('2', 'C');
        assertThat(header.getInt()).isEqualTo(header.remaining());
    }

    @Test
    void holdsANumberedFrameForEachEvent() throws IOException {
        byte[] inflated =
                new InflaterInputStream(new ByteArrayInputStream(window, 12, window.length - 12)).readAllBytes();
        ByteBuffer frames = ByteBuffer.wrap(inflated);
        for (int sequence = 1; sequence <= 2; sequence++) {
            assertThat(new byte[] {frames.get(), frames.get()}).containsExactly('2', 'J');
            assertThat(frames.getInt()).isEqualTo(sequence);
            byte[] json = new byte[frames.getInt()];
            frames.get(json);
            Document document = documents.get(sequence - 1);
            assertThat(new String(json, StandardCharsets.UTF_8))
                    .isEqualTo("{\"@metadata\":{\"_id\":\"" + document.id() + "\"},"
                            + new String(document.json(), StandardCharsets.UTF_8).substring(1));
        }
        assertThat(frames.hasRemaining()).isFalse();
        assertThat(inflated.length)
                .isEqualTo(documents.stream().mapToInt(Window::length).sum());
    }

    @Test
    void doesNotDependOnWhatWasEncodedBefore() {
        WindowEncoder used = new WindowEncoder();
        used.encode(Documents.documents(100));

        assertThat(used.encode(documents)).isEqualTo(window);
    }

    @Test
    void isCompressedWithZlib() {
        // RFC 1950: method deflate with a window of 32 KiB; the second byte has the level, here the fast ones but not
        // the fastest.
        assertThat(Arrays.copyOfRange(window, 12, 14)).containsExactly(0x78, 0x5e);
    }
}
