package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.dogstatsd.Grammar;
import io.crowsnest.dogstatsd.Message;
import io.crowsnest.dogstatsd.Message.Event;
import io.crowsnest.dogstatsd.Message.Sample;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Whatever an application calls its metrics and tags: one meter is one line, and the tags are its own. */
final class HostileNamesTest {

    private static final int LINES = 1_000_000;

    private static final String[] PIECES = {
        "|",
        ",",
        "\n",
        "\r",
        ":",
        "#",
        "@",
        "|c",
        "|#",
        "\nx:1|c",
        "|@0",
        "|T1",
        "host:",
        "a",
        "Z",
        "0",
        ".",
        "_",
        "é",
        "😀",
        "\uD800",
        "\u2028",
        "\u0085",
        "\t",
        " ",
        "",
        "_e{1,1}:",
        "_sc|x|0",
        "|card:high",
        "dd.internal.card"
    };

    private final Random random = new Random(42);
    private final Origin origin =
            Origin.of(Map.of("service", "x|y\nz"), Map.of("DD_EXTERNAL_ENV", "it-false,cn-a|b"), Path.of("/nowhere"));

    @Test
    void aMillionMetersAreAMillionLines() throws Exception {
        for (int i = 0; i < LINES; i++) {
            String name = text();
            Tags tags = Tags.of(Tag.of(text(), text()), Tag.of(text(), text()));
            double value = value();
            Step step = new Step(origin, TimerForm.DISTRIBUTION, 1);
            LineWriter lines = step.run(
                    reader -> reader.gauge(this, new Meter.Id(name, tags, null, null, Meter.Type.GAUGE), value));
            byte[] bytes = Arrays.copyOf(lines.bytes(), lines.length());
            if (!Double.isFinite(value)) {
                assertThat(bytes).isEmpty();
                continue;
            }
            assertThat(bytes[bytes.length - 1]).isEqualTo((byte) '\n');
            byte[] line = Arrays.copyOf(bytes, bytes.length - 1);
            for (byte each : line) {
                assertThat(each).as(name).isNotEqualTo((byte) '\n');
            }
            Sample sample = (Sample) Grammar.parse(line);
            assertThat(sample.name()).matches("[A-Za-z][A-Za-z0-9_.]{0,199}");
            assertThat(sample.values()).containsExactly(value);
            assertThat(sample.rate()).isEqualTo(1);
            assertThat(sample.timestamp()).isZero();
            assertThat(sample.origin().external()).isEqualTo("it-false,cn-a_b");
            assertThat(sample.origin().cardinality()).isEmpty();
            long mine = tags.stream().filter(tag -> !tag.getValue().isEmpty()).count();
            assertThat(sample.tags()).hasSize((int) mine + 1).noneMatch(tag -> tag.startsWith("host:"));
        }
    }

    @Test
    void anEventStaysOneEvent() throws Exception {
        DatadogConfig config = new DatadogConfig(
                URI.create("udp://localhost:1"),
                TimerForm.COUNTS,
                Duration.ofSeconds(1),
                "a|b\nc",
                Map.of(),
                "1",
                NativeAccess.OF_THE_CLASS_PATH);
        for (int i = 0; i < 10_000; i++) {
            String why = text();
            Announcements announcements =
                    new Announcements(config, origin, new Watched(Map.of("d|\n", () -> why), random::nextInt));
            LineWriter lines = announcements.state();
            List<String> texts = new String(lines.bytes(), 0, lines.length(), StandardCharsets.UTF_8)
                    .lines()
                    .toList();
            for (String each : texts) {
                assertThat(each).as(why).startsWith("_");
                Message message = Grammar.parse(each.getBytes(StandardCharsets.UTF_8));
                if (message instanceof Event event) {
                    assertThat(event.sourceType()).isEqualTo("crowsnest");
                }
            }
        }
    }

    private String text() {
        StringBuilder text = new StringBuilder();
        int pieces = random.nextInt(6);
        for (int i = 0; i < pieces; i++) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return random.nextInt(50) == 0 ? text.toString().repeat(60) : text.toString();
    }

    private double value() {
        return random.nextInt(3) == 0 ? Double.longBitsToDouble(random.nextLong()) : random.nextInt(1000) / 8.0;
    }
}
