package io.crowsnest.meters;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

class IdSetTest {

    @Test
    void it_holds_what_a_hash_set_holds_after_any_additions_and_removals() {
        IdSet ours = new IdSet();
        Set<Meter.Id> theirs = new HashSet<>();
        Random random = new Random(3);
        for (int round = 0; round < 20_000; round++) {
            Meter.Id id =
                    new Meter.Id("name", Tags.of("key", "v" + random.nextInt(500)), null, null, Meter.Type.COUNTER);
            if (random.nextBoolean()) {
                ours.add(id);
                theirs.add(id);
            } else {
                ours.remove(id);
                theirs.remove(id);
            }
            assertThat(ours.contains(id)).isEqualTo(theirs.contains(id));
            assertThat(ours.size()).isEqualTo(theirs.size());
        }
        assertThat(theirs).allMatch(ours::contains);
    }
}
