package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class LogLabelsTest {

    private final LogLabels labels = new LogLabels();

    @Test
    void the_later_label_of_a_key_wins() {
        labels.put("k", 1);
        labels.put("k", 2);

        assertThat(labels.toMap()).containsOnlyKeys("k").containsEntry("k", "2");
    }

    @Test
    void a_null_value_is_a_word_and_a_null_key_nothing() {
        labels.put("k", null);
        labels.put(null, "v");

        assertThat(labels.toMap()).containsOnlyKeys("k").containsEntry("k", "null");
    }

    @Test
    void no_map_adds_nothing() {
        labels.putAll(null);

        assertThat(labels.toMap()).isEmpty();
    }

    @Test
    void an_event_has_64_labels_at_most() {
        for (int i = 0; i < 100; i++) {
            labels.put("k" + i, i);
        }
        labels.put("k1", "again");

        assertThat(labels.toMap()).hasSize(64).containsEntry("k1", "again").doesNotContainKey("k64");
    }

    @Test
    void a_value_has_1024_characters_at_most() {
        labels.put("k", "x".repeat(5000));

        assertThat(labels.toMap().get("k")).hasSize(1024);
    }
}
