package io.crowsnest.exporter.datadog;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * Sums up lines before they are forwarded: counts are added, of a gauge the last value counts, values of a set are sent once, all other values are
 * packed into lines. Lines with a timestamp, events and service checks pass as they are. Belongs to who holds the relay's lock.
 */
final class RelayAggregator {

    private static final int MOST_CONTEXTS = 10_000;
    /** Fits into a packet of any transport. */
    private static final int LONGEST_LINE = UdpTransport.PACKET_SIZE;

    private final Packets packets;
    private final Map<String, Context> contexts = new LinkedHashMap<>();
    private final LineWriter line = new LineWriter();

    /** Lines that differ in their values only. */
    private static final class Context {
        private final char type;
        private double sum;
        private double last;
        private final LineWriter packed = new LineWriter();
        private final Set<String> members = new LinkedHashSet<>();

        Context(char type) {
            this.type = type;
        }
    }

    RelayAggregator(Packets packets) {
        this.packets = packets;
    }

    /** Takes a line; false if it is to be forwarded as it is. */
    boolean take(StatsdLine from) {
        if (from.type == 0 || from.hasTimestamp || !areFinite(from)) {
            return false;
        }
        if (contexts.size() >= MOST_CONTEXTS) {
            flush();
        }
        Context context = contexts.computeIfAbsent(key(from), any -> new Context(from.type));
        switch (from.type) {
            case 'c' -> {
                for (int i = 0; i < from.valueCount; i++) {
                    context.sum += from.values[i] / from.rate;
                }
            }
            case 'g' -> context.last = from.values[from.valueCount - 1];
            case 's' -> context.members.add(bytes(from, from.valueStart, from.valueEnd));
            default -> pack(context, from);
        }
        return true;
    }

    private void pack(Context context, StatsdLine from) {
        if (context.packed.length() + from.end - from.start > LONGEST_LINE && context.packed.length() > 0) {
            write(key(from), context);
            context.packed.clear();
        }
        context.packed.put(':').put(Arrays.copyOfRange(from.bytes, from.valueStart, from.valueEnd));
    }

    /** Forwards the sums. */
    void flush() {
        contexts.forEach(this::write);
        contexts.clear();
    }

    private void write(String key, Context context) {
        int end = key.indexOf('|');
        String name = key.substring(0, end);
        String rest = key.substring(end);
        switch (context.type) {
            case 'c' -> send(line.clear().put(name).put(':').put(context.sum), rest);
            case 'g' -> send(line.clear().put(name).put(':').put(context.last), rest);
            case 's' -> {
                for (String member : context.members) {
                    send(line.clear().put(name).put(':').put(member), rest);
                }
            }
            default -> {
                byte[] packed = Arrays.copyOf(context.packed.bytes(), context.packed.length());
                send(line.clear().put(name).put(packed), rest);
            }
        }
    }

    private void send(LineWriter begun, String rest) {
        begun.put(rest);
        packets.add(begun.bytes(), 0, begun.length());
    }

    /** All but the values; of a count also without its rate, which is part of the sum. One character is one byte. */
    private static String key(StatsdLine from) {
        String fields = bytes(from, from.valueEnd, from.end);
        if (from.type == 'c') {
            int rate = fields.indexOf("|@");
            if (rate >= 0) {
                int end = fields.indexOf('|', rate + 1);
                fields = fields.substring(0, rate) + (end < 0 ? "" : fields.substring(end));
            }
        }
        return bytes(from, from.start, from.nameEnd) + fields;
    }

    private static String bytes(StatsdLine from, int start, int end) {
        return new String(from.bytes, start, end - start, StandardCharsets.ISO_8859_1);
    }

    private static boolean areFinite(StatsdLine line) {
        for (int i = 0; i < line.valueCount; i++) {
            if (!Double.isFinite(line.values[i])) {
                return false;
            }
        }
        return true;
    }
}
