package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.Family;
import io.crowsnest.telemetry.OtelName;
import io.crowsnest.telemetry.OtelNames;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tag;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Under which names an exposition shows what is in the registry. Recorders and other exporters know nothing of it. */
public final class Naming {

    /** As they were registered: Micrometer's. */
    public static final Naming MICROMETER = new Naming(Map.of());

    private final Map<String, OtelName> names;

    private Naming(Map<String, OtelName> names) {
        this.names = names;
    }

    /** By OpenTelemetry's semantic conventions, as far as there are some: {@link OtelNames}. */
    public static Naming otel() {
        return new Naming(OtelNames.byMetric());
    }

    /** The name that a family has instead of its own, or null. */
    @Nullable
    OtelName of(Family family) {
        return of(family.name(), family.type());
    }

    private @Nullable OtelName of(String name, Meter.Type type) {
        OtelName known = names.get(name);
        return known != null && known.isOf(type) ? known : null;
    }

    /** The labels of a series. */
    List<Tag> tags(Meter.Id id) {
        OtelName known = of(id.getName(), id.getType());
        return known == null ? id.getTags() : known.translate(id.getTagsAsIterable());
    }
}
