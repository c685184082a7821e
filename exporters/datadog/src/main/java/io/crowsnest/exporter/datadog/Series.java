package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.Catalogue;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** One series: the bytes around its values, and what of it has been sent. */
final class Series {

    private final Meter.Id id;
    private final byte[] name;
    private final byte[] tail;

    /** The number of the step that saw it last. */
    long step;

    /** Total of a counter, or how many values. */
    double total;

    double sum;
    double max = Double.NaN;
    long infinite;

    /** How many values were infinite, of which none is in {@code infinite}. */
    long unsendable;

    long[] buckets = {};

    double gauge = Double.NaN;
    long gaugeStep;

    /** A series with the tags of its meter and those of its origin. */
    Series(Meter.Id id, Origin origin) {
        this.id = id;
        this.name = Names.metric(id.getName()).getBytes(StandardCharsets.US_ASCII);
        this.tail = tail(id.getTagsAsIterable(), origin);
    }

    /** Everything that follows the type and the rate of a line. */
    static byte[] tail(Iterable<Tag> own, Origin origin) {
        StringBuilder text = new StringBuilder();
        for (Tag each : own) {
            String tag = Names.tag(each.getKey(), each.getValue());
            // The registry puts the tags of the settings on meters, too.
            if (!tag.isEmpty() && !origin.tags().contains(tag)) {
                text.append(text.isEmpty() ? "|#" : ",").append(tag);
            }
        }
        for (String tag : origin.tags()) {
            text.append(text.isEmpty() ? "|#" : ",").append(tag);
        }
        byte[] tags = text.toString().getBytes(StandardCharsets.UTF_8);
        byte[] all = Arrays.copyOf(tags, tags.length + origin.fields().length);
        System.arraycopy(origin.fields(), 0, all, tags.length, origin.fields().length);
        return all;
    }

    Meter.Id id() {
        return id;
    }

    byte[] name() {
        return name;
    }

    byte[] tail() {
        return tail;
    }

    /** What it had sent is forgotten: its meter counts from zero. */
    void restart() {
        total = 0;
        sum = 0;
        infinite = 0;
        unsendable = 0;
        Arrays.fill(buckets, 0);
    }

    /**
     * Whether the figures of this series move to another one, its heir, when it ends. What was sent of them would be sent once more by the heir.
     */
    boolean hasHeir() {
        return id.getName().equals(Catalogue.DB_CLIENT_STATEMENT_DURATION.name()) && !isHeir(id);
    }

    /** Whether a series takes over the figures of those that end. */
    static boolean isHeir(Meter.Id id) {
        if (!id.getName().equals(Catalogue.DB_CLIENT_STATEMENT_DURATION.name())) {
            return false;
        }
        List<String> labels = Catalogue.DB_CLIENT_STATEMENT_DURATION.labels();
        @Nullable String digest = id.getTag(labels.get(labels.size() - 1));
        return "other".equals(digest);
    }
}
