package io.crowsnest.dogstatsd;

import io.crowsnest.dogstatsd.Message.Event;
import io.crowsnest.dogstatsd.Message.Origin;
import io.crowsnest.dogstatsd.Message.Sample;
import io.crowsnest.dogstatsd.Message.ServiceCheck;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/**
 * Reads one line as the Datadog Agent does ({@code comp/dogstatsd/server/impl/parse*.go}), with origin detection and timestamps switched on.
 *
 * <pre>
 *   name:value[:value ...]|type[|#tag,tag][|@rate][|Tseconds][|c:local][|e:external][|card:cardinality]
 *   _e{title bytes,text bytes}:title|text[|d:seconds][|h:host][|k:key][|p:priority][|s:source][|t:alert][|#tags] ...
 *   _sc|name|status[|d:seconds][|h:host][|#tags][|m:message] ...
 * </pre>
 *
 * <p>Lines are held as ISO-8859-1, one character a byte, because the lengths of events count bytes.
 */
public final class Grammar {

    private static final Set<String> TYPES = Set.of("g", "c", "h", "d", "s", "ms");

    private Grammar() {}

    /**
     * Understands a line.
     *
     * @param line in UTF-8, without its line feed
     */
    public static Message parse(byte[] line) throws Malformed {
        String text = new String(line, StandardCharsets.ISO_8859_1);
        if (text.startsWith("_e{")) {
            return event(text);
        }
        return text.startsWith("_sc") ? serviceCheck(text) : sample(text);
    }

    private static Sample sample(String line) throws Malformed {
        List<String> fields = fields(line);
        if (fields.size() < 2) {
            throw new Malformed("no separator");
        }
        String first = fields.get(0);
        int colon = first.indexOf(':');
        if (colon <= 0 || colon == first.length() - 1) {
            throw new Malformed("no name or no value");
        }
        String type = fields.get(1);
        if (!TYPES.contains(type)) {
            throw new Malformed("unknown type: " + type);
        }
        String value = first.substring(colon + 1);
        boolean set = type.equals("s");
        Optional optional = new Optional();
        double rate = 1;
        long timestamp = 0;
        for (String field : fields.subList(2, fields.size())) {
            if (field.startsWith("@")) {
                rate = GoNumbers.parseFloat(field.substring(1));
            } else if (field.startsWith("T")) {
                timestamp = GoNumbers.parseInt(field.substring(1));
                if (timestamp < 1) {
                    throw new Malformed("timestamp before 1970");
                }
            } else {
                optional.take(field);
            }
        }
        return new Sample(
                utf8(first.substring(0, colon)),
                type,
                set ? List.of() : values(value),
                set ? utf8(value) : "",
                rate,
                optional.tags,
                timestamp,
                optional.origin());
    }

    private static List<Double> values(String text) throws Malformed {
        List<Double> values = new ArrayList<>();
        for (String each : text.split(":", -1)) {
            if (!each.isEmpty()) {
                values.add(GoNumbers.parseFloat(each));
            }
        }
        if (values.isEmpty()) {
            throw new Malformed("no value");
        }
        return values;
    }

    private static Event event(String line) throws Malformed {
        int colon = line.indexOf(':');
        if (colon < 7) {
            throw new Malformed("no header");
        }
        String[] lengths = line.substring(3, colon - 1).split(",", 2);
        if (lengths.length != 2) {
            throw new Malformed("one length only");
        }
        long title = length(lengths[0]);
        long text = length(lengths[1]);
        String rest = line.substring(colon + 1);
        long end = title + 1 + text;
        if (title == 0 || rest.length() < end) {
            throw new Malformed("no title, or shorter than its header says");
        }
        Optional optional = new Optional();
        for (String field : fields(rest.substring((int) end))) {
            optional.takeOfEvent(field);
        }
        return new Event(
                unescaped(rest.substring(0, (int) title)),
                unescaped(rest.substring((int) title + 1, (int) end)),
                optional.timestamp,
                optional.host,
                optional.aggregationKey,
                optional.priority,
                optional.sourceType,
                optional.alertType,
                optional.tags,
                optional.origin());
    }

    private static long length(String text) throws Malformed {
        long length = GoNumbers.parseInt(text);
        if (length < 0 || length > Integer.MAX_VALUE) {
            throw new Malformed("no length: " + text);
        }
        return length;
    }

    private static ServiceCheck serviceCheck(String line) throws Malformed {
        List<String> fields = fields(line.substring(Math.min(4, line.length())));
        if (line.length() < 4
                || line.chars().filter(c -> c == '|').count() < 2
                || fields.get(0).isEmpty()) {
            throw new Malformed("no service check");
        }
        String status = fields.size() < 2 ? "" : fields.get(1);
        if (!status.matches("[0-3]")) {
            throw new Malformed("unknown status: " + status);
        }
        Optional optional = new Optional();
        for (String field : fields.subList(2, fields.size())) {
            optional.takeOfServiceCheck(field);
        }
        return new ServiceCheck(
                utf8(fields.get(0)),
                Integer.parseInt(status),
                optional.timestamp,
                optional.host,
                optional.message,
                optional.tags,
                optional.origin());
    }

    /** Fields in any order; those that come again replace what was, unknown ones and bad values are ignored. */
    private static final class Optional {
        private List<String> tags = List.of();
        private String containerId = "";
        private long inode;
        private String external = "";
        private String cardinality = "";
        private long timestamp;
        private String host = "";
        private String aggregationKey = "";
        private String priority = "normal";
        private String sourceType = "";
        private String alertType = "info";
        private String message = "";

        void take(String field) {
            if (field.startsWith("#")) {
                tags = field.length() == 1
                        ? List.of()
                        : List.of(utf8(field.substring(1)).split(",", -1));
            } else if (field.startsWith("c:")) {
                local(field.substring(2));
            } else if (field.startsWith("e:")) {
                external = utf8(field.substring(2));
            } else if (field.startsWith("card:")) {
                cardinality = utf8(field.substring(5));
            }
        }

        void takeOfEvent(String field) {
            String value = field.length() > 2 ? utf8(field.substring(2)) : "";
            if (field.startsWith("d:")) {
                time(value);
            } else if (field.startsWith("h:")) {
                host = value;
            } else if (field.startsWith("k:")) {
                aggregationKey = value;
            } else if (field.startsWith("p:")) {
                priority = Set.of("normal", "low").contains(value) ? value : priority;
            } else if (field.startsWith("s:")) {
                sourceType = value;
            } else if (field.startsWith("t:")) {
                alertType = Set.of("error", "warning", "info", "success").contains(value) ? value : alertType;
            } else {
                take(field);
            }
        }

        void takeOfServiceCheck(String field) {
            String value = field.length() > 2 ? utf8(field.substring(2)) : "";
            if (field.startsWith("d:")) {
                time(value);
            } else if (field.startsWith("h:")) {
                host = value;
            } else if (field.startsWith("m:")) {
                message = value;
            } else {
                take(field);
            }
        }

        private void time(String value) {
            try {
                timestamp = GoNumbers.parseInt(value);
            } catch (Malformed e) {
                // As the Agent does: the field is as if it was not there.
            }
        }

        private void local(String list) {
            if (list.startsWith("cid-") && !list.contains(",")) {
                containerId = list.substring(4);
            } else if (list.contains(",") || list.startsWith("ci-") || list.startsWith("in-")) {
                for (String each : list.split(",", -1)) {
                    if (each.startsWith("ci-")) {
                        containerId = each.substring(3);
                    } else if (each.matches("in-\\d{1,18}")) {
                        inode = Long.parseLong(each.substring(3));
                    }
                }
            } else {
                containerId = list;
            }
        }

        Origin origin() {
            return new Origin(containerId, inode, external, cardinality);
        }
    }

    private static List<String> fields(String text) {
        return List.of(text.split("\\|", -1));
    }

    private static String unescaped(String bytes) {
        return utf8(bytes).replace("\\n", "\n");
    }

    private static String utf8(String bytes) {
        return new String(bytes.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
    }
}
