package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class PlacesTest {

    private final Places ours = new Places();

    @Test
    void they_hold_what_a_hash_map_holds_after_any_additions_and_removals() {
        Map<Meter.Id, StripedCounter> theirs = new HashMap<>();
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            Meter.Id id = id(random.nextInt(500));
            switch (random.nextInt(3)) {
                case 0 -> {
                    ours.reserve(id);
                    theirs.putIfAbsent(id, null);
                }
                case 1 -> {
                    StripedCounter counter = new StripedCounter(id);
                    ours.settle(counter);
                    theirs.computeIfPresent(id, (same, before) -> counter);
                    theirs.replace(id, null, counter);
                }
                default -> {
                    ours.remove(id);
                    theirs.remove(id);
                }
            }
            assertThat(ours.contains(id)).isEqualTo(theirs.containsKey(id));
            assertThat(ours.series(id)).isSameAs(theirs.get(id));
            assertThat(ours.size()).isEqualTo(theirs.size());
        }
        assertThat(theirs)
                .isNotEmpty()
                .allSatisfy((id, series) -> assertThat(ours.series(id)).isSameAs(series));
    }

    @Test
    void nobody_is_settled_without_a_place() {
        ours.settle(new StripedCounter(id(1)));

        assertThat(ours.size()).isZero();
        assertThat(ours.series(id(1))).isNull();
    }

    private static Meter.Id id(int number) {
        return new Meter.Id("name", Tags.of("key", "v" + number), null, null, Meter.Type.COUNTER);
    }
}
