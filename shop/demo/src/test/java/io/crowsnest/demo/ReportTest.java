package io.crowsnest.demo;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class ReportTest {

    private final Report report = new Report();

    @Test
    void oneDifferenceFailsTheWhole() {
        report.equal("requests", 3L, 3L);
        report.equal("documents", 5L, 4L);
        assertThat(report.passed()).isFalse();
    }

    @Test
    void bothSidesArePrinted() {
        report.equal("documents", 5L, 4L);
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        report.print(new PrintStream(out, true, StandardCharsets.UTF_8));
        assertThat(out.toString(StandardCharsets.UTF_8))
                .containsPattern("documents +5 +4 +FAILED")
                .contains("0 passed, 1 failed");
    }
}
