package io.crowsnest.exporter.prometheus;

import io.crowsnest.meters.Bounds;
import io.crowsnest.meters.Family;
import io.crowsnest.meters.Reading;
import io.crowsnest.meters.Series;
import io.crowsnest.telemetry.OtelName;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Tag;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.BitSet;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A family with all that a scrape writes and that does not change: names, help, labels, bounds, as bytes. It may have the series of several
 * families of the registry, if OpenTelemetry has one name for all of them.
 */
final class ExposedFamily {

    final Shape shape;
    final Family family;
    final Help help;
    final Help maximumHelp;
    final byte[] name;
    final byte[] sampleName;
    final byte[] bucketName;
    final byte[] countName;
    final byte[] sumName;
    final byte[] maximumName;
    final boolean hasMaximum;

    private final List<Family> parts;
    private final Naming naming;
    private final @Nullable OtelName otel;
    private final Family.View[] views;
    private Family.View joined;

    private final IdentityHashMap<Bounds, byte[][]> bounds = new IdentityHashMap<>();
    private final Reading probe = new Reading();
    private Series[] series = {};
    private LabelTexts texts = new LabelTexts();
    private byte[] @Nullable [] pairs = {};
    private double[] maxima = {};
    private int size;
    private BitSet duplicates = new BitSet();
    private boolean histogram;

    /**
     * Shows all series of {@code parts}.
     *
     * @param parts families of one type that have one name
     * @param naming which name that is
     */
    ExposedFamily(List<Family> parts, Naming naming) {
        this.parts = parts;
        this.family = parts.get(0);
        this.naming = naming;
        this.otel = naming.of(family);
        this.shape = Shape.of(family, otel);
        this.views = new Family.View[parts.size()];
        this.joined = family.view();
        String description = otel == null ? family.description() : otel.help();
        this.help = Help.of(shape.fullName(), description);
        this.maximumHelp = Help.of(shape.name() + "_max", description);
        this.name = bytes(shape.name());
        this.sampleName = bytes(shape.fullName());
        this.bucketName = bytes(shape.name() + "_bucket");
        this.countName = bytes(shape.name() + "_count");
        this.sumName = bytes(shape.name() + "_sum");
        this.maximumName = bytes(shape.name() + "_max");
        this.hasMaximum = shape.kind() == Shape.Kind.ACTIVE
                || (shape.kind() == Shape.Kind.DISTRIBUTION && !(family.view().array()[0] instanceof FunctionTimer));
    }

    static byte[] bytes(String ascii) {
        return ascii.getBytes(StandardCharsets.ISO_8859_1);
    }

    /** All names that its samples or its metadata have, so that no other family may have them. */
    List<String> claims() {
        String base = shape.name();
        return switch (shape.kind()) {
            case COUNTER -> List.of(base, base + "_total");
            case INFO -> List.of(base, base + "_info");
            case GAUGE, UNTYPED -> List.of(base);
            case DISTRIBUTION, ACTIVE ->
                hasMaximum
                        ? List.of(base, base + "_count", base + "_sum", base + "_bucket", base + "_max")
                        : List.of(base, base + "_count", base + "_sum", base + "_bucket");
            case CUSTOM ->
                List.of(
                        base,
                        base + "_sum",
                        base + "_max",
                        base + "_value",
                        base + "_active_count",
                        base + "_duration_sum");
        };
    }

    /** Learns of series that came or went; the number of those there are. */
    int refresh() {
        Family.View view = parts.size() == 1 ? family.view() : join();
        Series[] now = view.array();
        if (now != series || view.size() != size) {
            texts = encode(now, view.size());
            series = now;
            size = view.size();
            markDuplicates();
        }
        return size;
    }

    /** What is known of a series stays as long as it has the same place. */
    private LabelTexts encode(Series[] now, int count) {
        int same = 0;
        while (same < count && isKnown(now, same)) {
            same++;
        }
        LabelTexts encoded = LabelTexts.beginning(texts, same, now.length);
        for (int i = same; i < count; i++) {
            if (isKnown(now, i)) {
                encoded.add(texts, i);
            } else {
                encoded.add(Labels.text(labels(now[i])));
                forgetPairs(i);
                histogram |= hasBuckets(now[i]);
            }
        }
        encoded.trim();
        return encoded;
    }

    private boolean isKnown(Series[] now, int index) {
        return index < size && series[index] == now[index];
    }

    private Family.View join() {
        boolean changed = false;
        int all = 0;
        for (int i = 0; i < views.length; i++) {
            Family.View now = parts.get(i).view();
            changed |= !now.equals(views[i]);
            views[i] = now;
            all += now.size();
        }
        if (changed) {
            Series[] together = new Series[all];
            int filled = 0;
            for (Family.View view : views) {
                System.arraycopy(view.array(), 0, together, filled, view.size());
                filled += view.size();
            }
            joined = new Family.View(together, all);
        }
        return joined;
    }

    /**
     * Two series whose labels become the same would be a duplicate to Prometheus. That takes keys that differ, so families whose
     * series all have the same keys, which is nearly all, are not looked at unless their labels are translated.
     */
    private void markDuplicates() {
        duplicates = new BitSet();
        if (size < 2 || (otel == null && hasUniformKeys())) {
            return;
        }
        Set<String> seen = new HashSet<>();
        for (int i = 0; i < size; i++) {
            String text = new String(texts.all(), texts.from(i), texts.length(i), StandardCharsets.ISO_8859_1);
            if (!seen.add(text)) {
                duplicates.set(i);
            }
        }
    }

    private boolean hasUniformKeys() {
        List<Tag> first = series[0].getId().getTags();
        for (int i = 1; i < size; i++) {
            List<Tag> tags = series[i].getId().getTags();
            if (tags.size() != first.size()) {
                return false;
            }
            for (int j = 0; j < tags.size(); j++) {
                if (!tags.get(j).getKey().equals(first.get(j).getKey())) {
                    return false;
                }
            }
        }
        return true;
    }

    /** How many series are left out because another has the same labels. */
    int duplicates() {
        return duplicates.cardinality();
    }

    boolean isDuplicate(int index) {
        return duplicates.get(index);
    }

    /** Whether {@code value} says that there is nothing to say, which OpenTelemetry says by silence. */
    boolean isAbsent(double value) {
        return otel != null && otel.optional() && value < 0;
    }

    private boolean hasBuckets(Series each) {
        if (shape.kind() != Shape.Kind.DISTRIBUTION && shape.kind() != Shape.Kind.ACTIVE) {
            return false;
        }
        try {
            each.read(probe);
            return probe.bounds().size() > 0;
        } catch (RuntimeException e) {
            // It will fail again when it is written, and be counted there.
            return false;
        }
    }

    private Map<String, String> labels(Series each) {
        return Labels.of(naming.tags(each.getId()), histogram || hasBuckets(each) ? "le" : "quantile");
    }

    Series series(int index) {
        return series[index];
    }

    /** Of each series, as {@link Labels#text}. */
    LabelTexts texts() {
        return texts;
    }

    /** As {@link Labels#protobuf}; made when somebody first asks for protobuf. */
    byte[] pairs(int index) {
        if (index >= pairs.length) {
            pairs = Arrays.copyOf(pairs, series.length);
        }
        byte[] known = pairs[index];
        if (known == null) {
            known = Labels.protobuf(labels(series[index]));
            pairs[index] = known;
        }
        return known;
    }

    private void forgetPairs(int index) {
        if (index < pairs.length) {
            pairs[index] = null;
        }
    }

    /** Whether a series of it has buckets; then all are shown as histograms. */
    boolean isHistogram() {
        return histogram;
    }

    /** A maximum is read with the rest of a series and written after all of them. Room for that of each series. */
    double[] maxima() {
        if (maxima.length < size) {
            maxima = new double[series.length];
        }
        return maxima;
    }

    /** <code>le="0.005"} </code> for each bound and infinity. */
    byte[][] bounds(Bounds of) {
        byte[][] known = bounds.get(of);
        if (known == null) {
            known = new byte[of.size() + 1][];
            for (int i = 0; i < known.length; i++) {
                Bytes text = new Bytes(16).putLatin1("le=\"");
                text.putLatin1(Double.isInfinite(of.upper(i)) ? "+Inf" : Double.toString(of.upper(i)));
                known[i] = text.putLatin1("\"} ").copy();
            }
            bounds.put(of, known);
        }
        return known;
    }
}
