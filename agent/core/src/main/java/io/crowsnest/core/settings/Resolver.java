package io.crowsnest.core.settings;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Collects what the sources say, strongest source first: what is given already stays. Then turns texts into values and
 * reports what is wrong.
 */
final class Resolver {

    private static final String PROPERTY_PREFIX = "crowsnest.";
    private static final String VARIABLE_PREFIX = "CROWSNEST_";

    private final List<Key<?>> keys;
    private final Map<String, Key<?>> keysByName = new HashMap<>();
    private final Map<String, Given> given = new HashMap<>();
    private final List<Problem> problems = new ArrayList<>();

    Resolver(Set<String> instrumentationIds) {
        keys = new ArrayList<>(Keys.ALL);
        for (String id : instrumentationIds) {
            keys.add(Keys.instrumentation(id));
        }
        for (Key<?> key : keys) {
            keysByName.put(key.name(), key);
        }
    }

    @Nullable
    Key<?> key(String name) {
        return keysByName.get(name);
    }

    /** Whether there are keys below a name, as {@code prometheus.port} is below {@code prometheus}. */
    boolean isSection(String name) {
        String prefix = name.concat(".");
        for (Key<?> key : keys) {
            if (key.name().startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    /** What was given for a key so far, or null. */
    @Nullable
    String text(Key<?> key) {
        Given found = given.get(key.name());
        return found == null ? null : found.text;
    }

    /** Takes a value unless a stronger source gave one or it is empty. */
    void put(Key<?> key, String text, String source, int line) {
        String trimmed = text.trim();
        if (!trimmed.isEmpty()) {
            given.putIfAbsent(key.name(), new Given(trimmed, source, line));
        }
    }

    void remove(Key<?> key) {
        given.remove(key.name());
    }

    void add(Problem problem) {
        problems.add(problem);
    }

    void addUnknown(String name, String source, int line) {
        add(new Problem("unknown key")
                .with("key", name)
                .with("source", source)
                .with("line", line(line))
                .with("nearest", nearest(name)));
    }

    void addGivenTwice(Key<?> key, String source, int line) {
        add(new Problem("key is given twice, the last one counts")
                .with("key", key.name())
                .with("source", source)
                .with("line", line(line)));
    }

    @Nullable
    String nearest(String name) {
        List<String> names = new ArrayList<>(keys.size());
        for (Key<?> key : keys) {
            names.add(key.name());
        }
        return NearestMatch.of(withoutPrefix(name), names);
    }

    void readSystemProperties(Properties properties) {
        for (String property : properties.stringPropertyNames()) {
            if (property.startsWith(PROPERTY_PREFIX)) {
                String source = "system property ".concat(property);
                String name = withoutPrefix(property);
                Key<?> key = key(name);
                if (key == null) {
                    addUnknown(name, source, 0);
                } else {
                    put(key, properties.getProperty(property, ""), source, 0);
                }
            }
        }
    }

    void readEnvironment(Map<String, String> environment) {
        // Over keys: the JVM's own environment needs six more classes, none of them in its archive, to iterate over
        // entries.
        for (String name : environment.keySet()) {
            String value = name.startsWith(VARIABLE_PREFIX) ? environment.get(name) : null;
            if (value != null) {
                Key<?> key = keyOfVariable(name);
                if (isServiceLink(name, value, key != null)) {
                    continue;
                }
                String source = "environment ".concat(name);
                if (key == null) {
                    addUnknownVariable(name, source);
                } else {
                    put(key, value, source, 0);
                }
            }
        }
    }

    void readConventions(Properties properties, Map<String, String> environment) {
        putConvention(Keys.SERVICE_NAME, environment.get("OTEL_SERVICE_NAME"), "OTEL_SERVICE_NAME");
        putConvention(Keys.SERVICE_NAME, environment.get("DD_SERVICE"), "DD_SERVICE");
        putConvention(Keys.SERVICE_NAME, properties.getProperty("spring.application.name"), "spring.application.name");
        putConvention(Keys.SERVICE_NAME, environment.get("SPRING_APPLICATION_NAME"), "SPRING_APPLICATION_NAME");
        putConvention(Keys.SERVICE_NAME, ApplicationJar.serviceName(properties), "sun.java.command");
        putConvention(Keys.SERVICE_VERSION, environment.get("DD_VERSION"), "DD_VERSION");
        putConvention(Keys.SERVICE_ENVIRONMENT, environment.get("DD_ENV"), "DD_ENV");
        putConvention(Keys.DATADOG_URL, environment.get("DD_DOGSTATSD_URL"), "DD_DOGSTATSD_URL");
        putConvention(Keys.DATADOG_URL, agentOfDatadog(environment), "DD_AGENT_HOST");
    }

    /** Datadog's own libraries take a host, and a port if it is not 8125. An address of version 6 goes into brackets in a URL. */
    private static @Nullable String agentOfDatadog(Map<String, String> environment) {
        String host = environment.get("DD_AGENT_HOST");
        if (host == null || host.trim().isEmpty()) {
            return null;
        }
        String port = environment.get("DD_DOGSTATSD_PORT");
        String inUrl = host.indexOf(':') < 0 || host.startsWith("[")
                ? host.trim()
                : "[".concat(host.trim()).concat("]");
        return "udp://"
                .concat(inUrl)
                .concat(":")
                .concat(port == null || port.trim().isEmpty() ? "8125" : port.trim());
    }

    private void putConvention(Key<?> key, @Nullable String text, String source) {
        if (text != null) {
            put(key, text, source, 0);
        }
    }

    Settings settings() {
        for (Key<?> key : keys) {
            Given found = given.get(key.name());
            if (found != null && !parse(key, found)) {
                given.remove(key.name());
            }
        }
        if (!given.containsKey(Keys.LOGS_ENABLED.name())) {
            boolean destination = hasDestination(given);
            given.put(Keys.LOGS_ENABLED.name(), Given.of(Boolean.toString(destination), "default", destination));
        }
        Settings named = new Settings(keys, given, problems);
        if (!given.containsKey(Keys.ELASTICSEARCH_DATASET.name())) {
            String service = named.get(Keys.SERVICE_NAME);
            given.put(Keys.ELASTICSEARCH_DATASET.name(), Given.of(service, Keys.SERVICE_NAME.name(), service));
        }
        return named;
    }

    private static boolean hasDestination(Map<String, Given> given) {
        Given stdout = given.get(Keys.LOGS_STDOUT.name());
        return given.containsKey(Keys.ELASTICSEARCH_URL.name())
                || given.containsKey(Keys.LOGSTASH_URL.name())
                || given.containsKey(Keys.LOGS_FILE.name())
                || (stdout != null && Boolean.TRUE.equals(stdout.value));
    }

    /** Sets the value; false when the text has none. */
    private boolean parse(Key<?> key, Given found) {
        String text = key.isSecret() && found.text.startsWith(SecretFile.PREFIX) ? readSecret(key, found) : found.text;
        if (text == null) {
            return false;
        }
        found.value = key.type().parse(text);
        if (found.value == null) {
            addWrongValue(key, found.text, found.source, found.line);
            return false;
        }
        if (!key.isInEffect()) {
            add(new Problem("key=".concat(key.name()).concat(" is known but has no effect in this version"))
                    .with("source", found.source)
                    .with("line", line(found.line)));
        }
        return true;
    }

    void addWrongValue(Key<?> key, String text, String source, int line) {
        String usedInstead = key.defaultText();
        add(new Problem("wrong value")
                .with("key", key.name())
                .with("value", key.shown(text))
                .with("source", source)
                .with("line", line(line))
                .with("expected", key.expected())
                .with("using", usedInstead == null || usedInstead.isEmpty() ? "nothing" : usedInstead));
    }

    private @Nullable String readSecret(Key<?> key, Given found) {
        String path = found.text.substring(SecretFile.PREFIX.length());
        if (path.startsWith("//")) {
            path = path.substring(2);
        }
        try {
            return SecretFile.read(path);
        } catch (Exception e) { // not IOException, which would be loaded to verify this class
            add(new Problem("cannot read secret")
                    .with("key", key.name())
                    .with("file", path)
                    .with("source", found.source)
                    .with("line", line(found.line))
                    .with("reason", reason(e)));
            return null;
        }
    }

    static String reason(Exception e) {
        String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private static @Nullable String line(int line) {
        return line == 0 ? null : Integer.toString(line);
    }

    private static String withoutPrefix(String name) {
        return name.startsWith(PROPERTY_PREFIX) ? name.substring(PROPERTY_PREFIX.length()) : name;
    }

    private @Nullable Key<?> keyOfVariable(String variable) {
        for (Key<?> key : keys) {
            if (isVariableOf(variable, key.name())) {
                return key;
            }
        }
        return null;
    }

    private static boolean isVariableOf(String variable, String name) {
        int length = name.length();
        if (variable.length() != VARIABLE_PREFIX.length() + length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            char c = name.charAt(i);
            char expected = c == '.' || c == '-' ? '_' : Character.toUpperCase(c);
            if (variable.charAt(VARIABLE_PREFIX.length() + i) != expected) {
                return false;
            }
        }
        return true;
    }

    /** As a variable doesn't tell dots from dashes, neither does the comparison. */
    private void addUnknownVariable(String variable, String source) {
        String name = lowerCase(variable.substring(VARIABLE_PREFIX.length())).replace('_', '.');
        List<String> names = new ArrayList<>(keys.size());
        for (Key<?> key : keys) {
            names.add(key.name().replace('-', '.'));
        }
        String nearest = NearestMatch.of(name, names);
        add(new Problem("unknown key")
                .with("key", name)
                .with("source", source)
                .with(
                        "nearest",
                        nearest == null
                                ? null
                                : keys.get(names.indexOf(nearest)).name()));
    }

    private static String lowerCase(String text) {
        char[] chars = text.toCharArray();
        for (int i = 0; i < chars.length; i++) {
            chars[i] = Character.toLowerCase(chars[i]);
        }
        return new String(chars);
    }

    /**
     * Whether Kubernetes made the variable for a Service whose name starts with crowsnest, such as
     * {@code CROWSNEST_PROMETHEUS_PORT=tcp://10.0.0.1:9464}. Nobody set it for us, so it is neither taken nor complained about.
     */
    private static boolean isServiceLink(String name, String value, boolean known) {
        if (name.endsWith("_PORT") && value.indexOf("://") > 0) {
            return true;
        }
        return !known
                && (name.endsWith("_SERVICE_HOST")
                        || name.endsWith("_SERVICE_PORT")
                        || name.contains("_SERVICE_PORT_")
                        || name.contains("_TCP")
                        || name.contains("_UDP"));
    }
}
