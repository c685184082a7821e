package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Keeps tags once that many series have, as most methods and states are. Of those whose hashes fall together it knows the last one
 * only: a tag of which there are thousands pushes out one of the others now and then, and nothing grows. For one thread at a time.
 */
final class SharedTags {

    private static final int KNOWN = 256;

    private final @Nullable Tag[] last = new Tag[KNOWN];

    /** The same id, with tags of other series where they are the same. */
    Meter.Id share(Meter.Id id) {
        List<Tag> tags = id.getTags();
        Tag[] shared = new Tag[tags.size()];
        for (int i = 0; i < shared.length; i++) {
            shared[i] = share(tags.get(i));
        }
        return new Meter.Id(id.getName(), Tags.of(shared), id.getBaseUnit(), id.getDescription(), id.getType());
    }

    private Tag share(Tag tag) {
        int hash = tag.hashCode();
        int at = (hash ^ (hash >>> 16)) & (KNOWN - 1);
        Tag known = last[at];
        if (known != null && known.equals(tag)) {
            return known;
        }
        last[at] = tag;
        return tag;
    }
}
