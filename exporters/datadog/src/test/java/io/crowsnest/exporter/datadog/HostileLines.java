package io.crowsnest.exporter.datadog;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;

/** Lines that are nearly right, or not at all; never one with a line feed in it. */
final class HostileLines {

    private static final String[] PIECES = {
        "a",
        "name",
        "é",
        "😀",
        ":",
        "|",
        ",",
        "#",
        "@",
        "T",
        "1",
        "0",
        "-",
        "+",
        ".",
        "e9",
        "1e309",
        "0x1p-2",
        "NaN",
        "Inf",
        "∞",
        "c",
        "g",
        "d",
        "h",
        "s",
        "ms",
        "m",
        "|c",
        "|g",
        "|#a:b",
        "|#",
        "|@0.5",
        "|@x",
        "|T1657100430",
        "|T0",
        "|c:ci-1",
        "|e:x",
        "|card:low",
        "_e{1,1}:",
        "_e{",
        "_sc|",
        "_sc|a|0",
        "123456789012345678901234567890",
        "1.0000000000000001",
        " ",
        "",
        "\\n",
        "\0"
    };

    private final Random random;

    HostileLines(long seed) {
        random = new Random(seed);
    }

    byte[] next() {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        if (random.nextInt(3) > 0) {
            line.writeBytes(
                    ("n" + random.nextInt(3_000) + ":" + random.nextInt(100) + "|" + "cgdhs".charAt(random.nextInt(5)))
                            .getBytes(StandardCharsets.UTF_8));
        }
        int pieces = random.nextInt(8);
        for (int i = 0; i < pieces; i++) {
            line.writeBytes(PIECES[random.nextInt(PIECES.length)].getBytes(StandardCharsets.UTF_8));
        }
        if (random.nextInt(20) == 0) {
            byte[] noise = new byte[random.nextInt(40)];
            random.nextBytes(noise);
            for (byte each : noise) {
                line.write(each == '\n' ? 'x' : each);
            }
        }
        return line.toByteArray();
    }
}
