package io.crowsnest.exporter.prometheus.jmx;

import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.management.ObjectName;

/** How jmx_exporter makes names of what JMX calls things. */
final class JmxNames {

    /** A key and its value, which may be quoted and then hold anything. */
    private static final Pattern PROPERTY =
            Pattern.compile("([^,=:*?]+)=(\"(?:[^\\\\\"]|\\\\.)*+\"|[^,=:\"]*),?", Pattern.DOTALL);

    private JmxNames() {}

    /** Properties in the order in which the name was written; quotes stay. */
    static Map<String, String> properties(ObjectName name) {
        Map<String, String> properties = new LinkedHashMap<>();
        Matcher property = PROPERTY.matcher(name.getKeyPropertyListString());
        while (property.lookingAt()) {
            properties.put(property.group(1), property.group(2));
            property.region(property.end(), property.regionEnd());
        }
        return properties;
    }

    /** Letters, digits, colons and single underscores; no digit in front. */
    static String safe(String name) {
        StringBuilder safe = new StringBuilder(name.length() + 1);
        if (!name.isEmpty() && Character.isDigit(name.charAt(0))) {
            safe.append('_');
        }
        boolean afterUnderscore = false;
        for (int i = 0; i < name.length(); i++) {
            char c = isLegal(name.charAt(i)) ? name.charAt(i) : '_';
            if (c != '_' || !afterUnderscore) {
                safe.append(c);
            }
            afterUnderscore = c == '_';
        }
        return safe.toString();
    }

    private static boolean isLegal(char c) {
        return c == ':' || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
    }

    /** {@code HeapMemoryUsage} becomes {@code heap_memory_usage}; a run of capitals is one word. */
    static String snakeCase(String name) {
        StringBuilder snake = new StringBuilder(name.length() + 8);
        boolean wordBegins = true;
        for (int i = 0; i < name.length(); i++) {
            char c = name.charAt(i);
            boolean capital = Character.isUpperCase(c);
            if (capital && !wordBegins) {
                snake.append('_');
            }
            snake.append(Character.toLowerCase(c));
            wordBegins = capital || c == '_';
        }
        return snake.toString();
    }

    static String lowerCase(String name) {
        return name.toLowerCase(Locale.ROOT);
    }
}
