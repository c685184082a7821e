package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class ExporterHealthTest {

    private final ExporterHealth health = new ExporterHealth("any");

    @Test
    void failsFromAFailureToTheNextSuccess() {
        assertThat(health.isFailing()).isFalse();
        health.succeeded();
        health.failed("nobody listens");
        assertThat(health.isFailing()).isTrue();
        health.succeeded();
        assertThat(health.isFailing()).isFalse();
        assertThat(health.lastError()).isEqualTo("nobody listens");
    }
}
