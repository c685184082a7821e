package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dogstatsd.Grammar;
import io.crowsnest.dogstatsd.Malformed;
import io.crowsnest.dogstatsd.Message;
import io.crowsnest.dogstatsd.Message.Sample;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** The relay's reader against the grammar of the tests, which was written apart from it. */
final class StatsdLineTest {

    private final StatsdLine line = new StatsdLine();

    @Test
    void readsAndRefusesWhatTheAgentDoes() {
        HostileLines lines = new HostileLines(7);
        int good = 0;
        for (int i = 0; i < 1_000_000; i++) {
            byte[] bytes = lines.next();
            String text = new String(bytes, StandardCharsets.UTF_8);
            Message expected = null;
            try {
                expected = Grammar.parse(bytes);
                good++;
            } catch (Malformed e) {
                // As it should be, then.
            }
            StatsdLine.Malformed malformed = line.read(bytes, 0, bytes.length);
            assertThat(malformed == null).as(text).isEqualTo(expected != null);
            if (expected instanceof Sample sample) {
                compare(text, sample);
            }
        }
        assertThat(good).isBetween(100_000, 900_000);
    }

    private void compare(String text, Sample sample) {
        assertThat(line.name()).as(text).isEqualTo(sample.name());
        assertThat(line.type == 'm' ? "ms" : String.valueOf(line.type)).as(text).isEqualTo(sample.type());
        assertThat(line.rate).as(text).isEqualTo(sample.rate() > 0 && sample.rate() <= 1 ? sample.rate() : 1);
        assertThat(line.hasTimestamp).as(text).isEqualTo(sample.timestamp() > 0);
        assertThat(line.tags()).as(text).isEqualTo(String.join(",", sample.tags()));
        List<Double> values = new ArrayList<>();
        for (int i = 0; i < line.valueCount; i++) {
            values.add(line.values[i]);
        }
        assertThat(values).as(text).isEqualTo(sample.values());
    }
}
