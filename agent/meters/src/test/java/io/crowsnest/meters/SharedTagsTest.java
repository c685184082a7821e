package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import org.junit.jupiter.api.Test;

class SharedTagsTest {

    private final SharedTags tags = new SharedTags();

    @Test
    void what_is_the_same_is_kept_once_and_the_id_stays_what_it_was() {
        Meter.Id first = tags.share(id("GET", "/a"));
        Meter.Id second = tags.share(id("GET", "/b"));

        assertThat(second).isEqualTo(id("GET", "/b"));
        assertThat(second.getBaseUnit()).isEqualTo("orders");
        assertThat(second.getDescription()).isEqualTo("Orders.");
        assertThat(second.getTags().get(0)).isSameAs(first.getTags().get(0));
    }

    @Test
    void however_many_there_are_each_has_its_own() {
        for (int i = 0; i < 10_000; i++) {
            Meter.Id id = id("GET", "/" + i);
            assertThat(tags.share(id)).isEqualTo(id);
        }
    }

    private static Meter.Id id(String method, String uri) {
        return new Meter.Id("orders", Tags.of("method", method, "uri", uri), "orders", "Orders.", Meter.Type.COUNTER);
    }
}
