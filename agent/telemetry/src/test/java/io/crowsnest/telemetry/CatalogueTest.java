package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.reflect.Modifier;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class CatalogueTest {

    @Test
    void all_entries_are_listed_in_their_order() throws IllegalAccessException {
        List<Object> constants = new ArrayList<>();
        for (var field : Catalogue.class.getDeclaredFields()) {
            if (Modifier.isPublic(field.getModifiers()) && field.getType() == Metric.class) {
                constants.add(field.get(null));
            }
        }

        assertThat(constants).isEqualTo(Catalogue.ALL);
    }

    @Test
    void names_are_unique() {
        assertThat(Catalogue.ALL).extracting(Metric::prometheusName).doesNotHaveDuplicates();
    }

    @Test
    void every_help_is_a_sentence() {
        assertThat(Catalogue.ALL).allSatisfy(metric -> assertThat(metric.help()).matches("[A-Z].*\\."));
    }
}
