package io.crowsnest.core.settings;

import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Turns the text of a setting into its value. One class with a switch instead of one class per type, because each class
 * loaded in premain costs the application's start.
 *
 * <table>
 * <caption>Texts</caption>
 * <tr><td>boolean</td><td>{@code true}, {@code false}</td></tr>
 * <tr><td>duration</td><td>{@code 10s}, {@code 500ms}, {@code 1.5m}; units us, ms, s, m, h, d</td></tr>
 * <tr><td>size</td><td>{@code 512MiB}, {@code 10MB}; units B, kB, MB, GB, TB, KiB, MiB, GiB, TiB</td></tr>
 * <tr><td>list</td><td>{@code a,b}; a comma inside an element is written {@code \,}</td></tr>
 * <tr><td>map</td><td>{@code k=v,k=v}</td></tr>
 * </table>
 *
 * @param <T> type of the value
 */
final class ValueType<T> {

    private static final int KIND_BOOLEAN = 0;
    private static final int KIND_STRING = 1;
    private static final int KIND_LIST = 2;
    private static final int KIND_MAP = 3;
    private static final int KIND_DURATION = 4;
    private static final int KIND_SIZE = 5;
    private static final int KIND_INTEGER = 6;
    private static final int KIND_CHOICE = 7;
    private static final int KIND_URLS = 8;
    private static final int KIND_BUCKETS = 9;
    private static final int KIND_PATH = 10;
    private static final int KIND_URL = 11;

    private static final String[] NOTHING = {};

    static final ValueType<Boolean> BOOLEAN = plain(KIND_BOOLEAN, "true or false");
    static final ValueType<String> STRING = plain(KIND_STRING, "a text");
    static final ValueType<List<String>> LIST = plain(KIND_LIST, "a list such as a,b");
    static final ValueType<Map<String, String>> MAP = plain(KIND_MAP, "a list such as k=v,k=v");
    static final ValueType<Duration> DURATION = plain(KIND_DURATION, "a duration such as 10s, 500ms or 1m");
    static final ValueType<Long> SIZE = plain(KIND_SIZE, "a size such as 512MiB or 10MB");
    static final ValueType<List<Double>> BUCKETS =
            plain(KIND_BUCKETS, "ascending bounds in seconds or as durations, such as 0.005,0.1,1 or 5ms,100ms,1s");
    /** An absolute path of a URL. */
    static final ValueType<String> PATH = plain(KIND_PATH, "a path that starts with / such as /metrics");

    private final int kind;
    private final String expected;
    private final int min;
    private final int max;
    private final String[] choices;

    private ValueType(int kind, String expected, int min, int max, String[] choices) {
        this.kind = kind;
        this.expected = expected;
        this.min = min;
        this.max = max;
        this.choices = choices;
    }

    private static <T> ValueType<T> plain(int kind, String expected) {
        return new ValueType<>(kind, expected, 0, 0, NOTHING);
    }

    static ValueType<Integer> integer(int min, int max) {
        String expected = "a number from ".concat(Integer.toString(min)).concat(" to ");
        return new ValueType<>(KIND_INTEGER, expected.concat(Integer.toString(max)), min, max, NOTHING);
    }

    /** One of the choices, whatever its case; the value has the case of the choice. */
    static ValueType<String> choice(String... choices) {
        return new ValueType<>(KIND_CHOICE, "one of ".concat(String.join(", ", choices)), 0, 0, choices);
    }

    /** A list of URLs, each with one of the schemes. Those that name a socket file ({@code unix...}) have no host. */
    static ValueType<List<String>> urls(String example, String... schemes) {
        return new ValueType<>(KIND_URLS, "URLs such as ".concat(example), 0, 0, schemes);
    }

    /** One URL with one of the schemes; see {@link #urls}. */
    static ValueType<String> url(String example, String... schemes) {
        return new ValueType<>(KIND_URL, "one URL such as ".concat(example), 0, 0, schemes);
    }

    boolean isUrls() {
        return kind == KIND_URLS || kind == KIND_URL;
    }

    /** What a text must look like, as the end of "expected ...". */
    String expected() {
        return expected;
    }

    /** The value, or null when the text isn't one. */
    @SuppressWarnings("unchecked") // each constant pairs a kind with the type that its parser returns
    @Nullable
    T parse(String text) {
        return (T) value(text.trim());
    }

    private @Nullable Object value(String text) {
        return switch (kind) {
            case KIND_BOOLEAN -> bool(text);
            case KIND_LIST -> Collections.unmodifiableList(split(text));
            case KIND_MAP -> map(text);
            case KIND_DURATION -> duration(text);
            case KIND_SIZE -> size(text);
            case KIND_INTEGER -> integer(text);
            case KIND_CHOICE -> chosen(text);
            case KIND_URLS -> urls(text);
            case KIND_URL -> isUrl(text) ? text : null;
            case KIND_BUCKETS -> buckets(text);
            case KIND_PATH -> text.startsWith("/") && text.indexOf(' ') < 0 ? text : null;
            default -> text;
        };
    }

    private static @Nullable Boolean bool(String text) {
        if (text.equalsIgnoreCase("true")) {
            return Boolean.TRUE;
        }
        return text.equalsIgnoreCase("false") ? Boolean.FALSE : null;
    }

    private @Nullable String chosen(String text) {
        for (String choice : choices) {
            if (choice.equalsIgnoreCase(text)) {
                return choice;
            }
        }
        return null;
    }

    private static @Nullable Duration duration(String text) {
        double seconds = seconds(text);
        return seconds < 0 ? null : Duration.ofNanos(Math.round(seconds * 1e9));
    }

    /** The elements between commas, trimmed, without empty ones. */
    private static List<String> split(String text) {
        List<String> elements = new ArrayList<>();
        StringBuilder element = new StringBuilder();
        for (int i = 0; i <= text.length(); i++) {
            char c = i < text.length() ? text.charAt(i) : ',';
            if (c == '\\' && i + 1 < text.length() && text.charAt(i + 1) == ',') {
                element.append(',');
                i++;
            } else if (c == ',') {
                String trimmed = element.toString().trim();
                if (!trimmed.isEmpty()) {
                    elements.add(trimmed);
                }
                element.setLength(0);
            } else {
                element.append(c);
            }
        }
        return elements;
    }

    private static @Nullable Map<String, String> map(String text) {
        List<String> pairs = split(text);
        Map<String, String> map = new LinkedHashMap<>();
        for (int i = 0; i < pairs.size(); i++) {
            String pair = pairs.get(i);
            int equals = pair.indexOf('=');
            if (equals <= 0) {
                return null;
            }
            map.put(pair.substring(0, equals).trim(), pair.substring(equals + 1).trim());
        }
        return Collections.unmodifiableMap(map);
    }

    private @Nullable Integer integer(String text) {
        int digits = digits(text, 0);
        if (digits == 0 || digits != text.length() || digits > 9) {
            return null;
        }
        int number = Integer.parseInt(text);
        return number < min || number > max ? null : number;
    }

    private static @Nullable Long size(String text) {
        int end = number(text);
        if (end == 0) {
            return null;
        }
        double factor = factor(text.substring(end).trim());
        double bytes = Double.parseDouble(text.substring(0, end)) * factor;
        return factor < 0 || bytes >= Long.MAX_VALUE ? null : (long) bytes;
    }

    private static double factor(String unit) {
        if (unit.equalsIgnoreCase("B")) {
            return 1;
        }
        boolean binary = unit.length() == 3 && (unit.charAt(1) == 'i' || unit.charAt(1) == 'I');
        if ((!binary && unit.length() != 2) || "bB".indexOf(unit.charAt(unit.length() - 1)) < 0) {
            return -1;
        }
        int power = "kmgt".indexOf(Character.toLowerCase(unit.charAt(0))) + 1;
        return power == 0 ? -1 : Math.pow(binary ? 1024 : 1000, power);
    }

    /** Seconds, or -1 when the text isn't a duration. */
    private static double seconds(String text) {
        int end = number(text);
        if (end == 0) {
            return -1;
        }
        double number = Double.parseDouble(text.substring(0, end));
        return switch (text.substring(end).trim()) {
            case "us" -> number / 1e6;
            case "ms" -> number / 1e3;
            case "s" -> number;
            case "m" -> number * 60;
            case "h" -> number * 3_600;
            case "d" -> number * 86_400;
            default -> -1;
        };
    }

    private @Nullable List<String> urls(String text) {
        List<String> urls = split(text);
        for (int i = 0; i < urls.size(); i++) {
            if (!isUrl(urls.get(i))) {
                return null;
            }
        }
        return urls.isEmpty() ? null : Collections.unmodifiableList(urls);
    }

    private boolean isUrl(String text) {
        URI uri;
        try {
            uri = URI.create(text);
        } catch (IllegalArgumentException e) {
            return false; // the caller reports it
        }
        for (String scheme : choices) {
            if (scheme.equalsIgnoreCase(uri.getScheme())) {
                // The authority, as URI knows no host with an underscore, which container names have.
                return scheme.startsWith("unix") ? !uri.getRawPath().isEmpty() : uri.getRawAuthority() != null;
            }
        }
        return false;
    }

    private static @Nullable List<Double> buckets(String text) {
        List<String> bounds = split(text);
        List<Double> buckets = new ArrayList<>(bounds.size());
        double previous = 0;
        for (int i = 0; i < bounds.size(); i++) {
            String bound = bounds.get(i);
            double seconds = number(bound) == bound.length() ? Double.parseDouble(bound) : seconds(bound);
            if (seconds <= previous) {
                return null;
            }
            buckets.add(seconds);
            previous = seconds;
        }
        return buckets.isEmpty() ? null : Collections.unmodifiableList(buckets);
    }

    /** Length of the decimal number that the text starts with; 0 for none. At most nine digits each side, so nothing overflows. */
    private static int number(String text) {
        int whole = digits(text, 0);
        if (whole == 0 || whole > 9) {
            return 0;
        }
        if (whole == text.length() || text.charAt(whole) != '.') {
            return whole;
        }
        int fraction = digits(text, whole + 1);
        return fraction == 0 || fraction > 9 ? 0 : whole + 1 + fraction;
    }

    private static int digits(String text, int from) {
        int i = from;
        while (i < text.length() && text.charAt(i) >= '0' && text.charAt(i) <= '9') {
            i++;
        }
        return i - from;
    }
}
