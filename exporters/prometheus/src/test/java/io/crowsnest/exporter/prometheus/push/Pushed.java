package io.crowsnest.exporter.prometheus.push;

import io.airlift.compress.snappy.SnappyDecompressor;
import io.prometheus.metrics.shaded.com_google_protobuf_4_35_0.InvalidProtocolBufferException;
import io.prometheus.metrics.shaded.com_google_protobuf_4_35_0.UnknownFieldSet;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** A request of remote write, read by other people's Snappy and protobuf. */
record Pushed(List<Series> series) {

    static final long STALE = 0x7ff0000000000002L;

    /** A value by its bits, since ends of series are a not-a-number of their own. */
    record Sample(long bits, long millis) {

        double value() {
            return Double.longBitsToDouble(bits);
        }

        boolean isStale() {
            return bits == STALE;
        }
    }

    /** Labels in their order. */
    record Series(List<Map.Entry<String, String>> labels, List<Sample> samples) {

        Map<String, String> asMap() {
            Map<String, String> map = new TreeMap<>();
            labels.forEach(label -> map.put(label.getKey(), label.getValue()));
            return map;
        }

        String label(String name) {
            return asMap().get(name);
        }
    }

    static Pushed of(byte[] body) {
        return ofPlain(unpacked(body));
    }

    static Pushed ofPlain(byte[] plain) {
        List<Series> all = new ArrayList<>();
        for (UnknownFieldSet series : messages(parse(plain), 1)) {
            all.add(series(series));
        }
        return new Pushed(all);
    }

    private static Series series(UnknownFieldSet message) {
        List<Map.Entry<String, String>> labels = new ArrayList<>();
        for (UnknownFieldSet label : messages(message, 1)) {
            labels.add(Map.entry(text(label, 1), text(label, 2)));
        }
        List<Sample> samples = new ArrayList<>();
        for (UnknownFieldSet sample : messages(message, 2)) {
            samples.add(new Sample(
                    sample.getField(1).getFixed64List().get(0),
                    sample.getField(2).getVarintList().get(0)));
        }
        return new Series(labels, samples);
    }

    private static byte[] unpacked(byte[] body) {
        byte[] plain = new byte[SnappyDecompressor.getUncompressedLength(body, 0)];
        new SnappyDecompressor().decompress(body, 0, body.length, plain, 0, plain.length);
        return plain;
    }

    private static List<UnknownFieldSet> messages(UnknownFieldSet in, int field) {
        return in.getField(field).getLengthDelimitedList().stream()
                .map(bytes -> parse(bytes.toByteArray()))
                .toList();
    }

    private static String text(UnknownFieldSet in, int field) {
        return in.getField(field).getLengthDelimitedList().get(0).toStringUtf8();
    }

    private static UnknownFieldSet parse(byte[] bytes) {
        try {
            return UnknownFieldSet.parseFrom(bytes);
        } catch (InvalidProtocolBufferException e) {
            throw new AssertionError(e);
        }
    }

    /** The newest sample of each series that has not ended, by its labels. */
    static Map<Map<String, String>, Sample> last(List<Pushed> requests) {
        Map<Map<String, String>, Sample> last = new LinkedHashMap<>();
        for (Pushed request : requests) {
            for (Series series : request.series) {
                series.samples.forEach(sample -> last.put(series.asMap(), sample));
            }
        }
        return last;
    }
}
