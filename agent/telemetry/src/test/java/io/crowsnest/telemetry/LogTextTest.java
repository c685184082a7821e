package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogTextTest {

    @Test
    void null_is_a_word() {
        assertThat(LogText.of(null)).isEqualTo("null");
    }

    @Test
    void a_value_without_text_is_the_same_word() {
        assertThat(LogText.of(valued(null))).isEqualTo("null");
    }

    @Test
    void a_value_that_fails_to_become_text_reads_as_slf4j_writes_it() {
        Object failing = new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        };

        assertThat(LogText.of(failing)).isEqualTo("[FAILED toString()]");
    }

    @Test
    void a_failure_is_its_class_and_its_message() {
        assertThat(LogText.describe(new IllegalStateException("no"))).isEqualTo("java.lang.IllegalStateException: no");
    }

    @Test
    void a_failure_that_fails_to_tell_is_its_class() {
        Throwable failing = new Untold();

        assertThat(LogText.describe(failing)).isEqualTo(Untold.class.getName());
    }

    @Test
    void a_long_text_is_cut_to_the_limit() {
        assertThat(LogText.cut("x".repeat(101), 100)).hasSize(100).endsWith("x" + LogText.CUT);
    }

    @Test
    void a_text_at_the_limit_stays() {
        assertThat(LogText.cut("x".repeat(100), 100)).isEqualTo("x".repeat(100));
    }

    @Test
    void no_character_is_cut_in_two() {
        String faces = "\uD83D\uDE00".repeat(60);
        int odd = 101 - LogText.CUT.length() % 2;

        assertThat(LogText.cut(faces, odd)).endsWith("\uDE00" + LogText.CUT);
        assertThat(LogText.cut(faces, odd + 1)).endsWith("\uDE00" + LogText.CUT);
    }

    private static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    private static Object valued(String text) {
        return new Object() {
            @Override
            public String toString() {
                return text;
            }
        };
    }
}
