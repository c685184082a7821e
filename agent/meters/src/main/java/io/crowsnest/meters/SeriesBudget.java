package io.crowsnest.meters;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import io.micrometer.core.instrument.config.MeterFilter;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Keeps a family from growing without end. A meter beyond the limit is the one whose labels all read {@value #OVERFLOW}, so that
 * sums over the family stay true. As a filter it comes before Micrometer's own table of meters, which does not grow either.
 */
final class SeriesBudget implements MeterFilter {

    static final String OVERFLOW = "overflow";

    private final StripedMeterRegistry registry;
    private final Set<Tag> common;

    SeriesBudget(StripedMeterRegistry registry) {
        this.registry = registry;
        this.common = Set.copyOf(registry.options().commonTags());
    }

    @Override
    public Meter.Id map(Meter.Id id) {
        RegistryOptions options = registry.options();
        List<Tag> tags = id.getTags();
        if (!hasOwn(id) || registry.family(id).admit(id, options.seriesLimit())) {
            return id;
        }
        if (isShared(id)) {
            return id;
        }
        List<Tag> folded = new ArrayList<>(tags.size());
        for (Tag tag : tags) {
            folded.add(isOwn(tag) ? Tag.of(tag.getKey(), OVERFLOW) : tag);
        }
        options.onFolded().accept(id);
        return id.replaceTags(folded);
    }

    /** Whether it is the one of those that have no place of their own. */
    boolean isShared(Meter.Id id) {
        boolean anyOwn = false;
        for (Tag tag : id.getTags()) {
            if (isOwn(tag)) {
                if (!tag.getValue().equals(OVERFLOW)) {
                    return false;
                }
                anyOwn = true;
            }
        }
        return anyOwn;
    }

    /** Whether it has tags that tell it from others of its family. */
    boolean hasOwn(Meter.Id id) {
        for (Tag tag : id.getTags()) {
            if (isOwn(tag)) {
                return true;
            }
        }
        return false;
    }

    /** A meter may have a tag of its own under the name of a common one. */
    private boolean isOwn(Tag tag) {
        return !common.contains(tag);
    }
}
