package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class HookErrorsTest {

    @Test
    void code_outside_a_hook_counts_into_the_same_figure() {
        HookErrors errors = new HookErrors("library");

        HookErrors.of("library").increment();

        assertThat(errors.increment()).isEqualTo(2);
    }
}
