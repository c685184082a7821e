package io.crowsnest.exporter.spool;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * Who logs: the fields that are the same in every document of this process.
 *
 * @param name name of the service, null if unknown
 * @param version its version, null if unknown
 * @param environment where it runs, for example {@code production}, null if unknown
 * @param host name of the host
 * @param pid process id
 * @param dataset data set of the data stream; made valid here
 * @param namespace namespace of the data stream; made valid here
 * @param labels go onto every document
 * @param fields further fields of the Elastic Common Schema, such as {@code container.id}
 */
public record ServiceIdentity(
        @Nullable String name,
        @Nullable String version,
        @Nullable String environment,
        String host,
        long pid,
        String dataset,
        String namespace,
        Map<String, String> labels,
        Map<String, String> fields) {

    /** Elasticsearch takes no more for the data set and the namespace of a data stream. */
    private static final int MAX_NAME = 100;

    private static final String FILE = "identity";
    private static final String LABEL = "label.";
    private static final String FIELD = "field.";
    private static final int MAX_FILE = 1 << 20;

    public ServiceIdentity {
        dataset = valid(dataset, "generic");
        namespace = valid(namespace, "default");
        labels = Map.copyOf(labels);
        fields = new TreeMap<>(fields);
    }

    /** Of whose surroundings nothing is known. */
    public ServiceIdentity(
            @Nullable String name,
            @Nullable String version,
            @Nullable String environment,
            String host,
            long pid,
            String dataset,
            String namespace,
            Map<String, String> labels) {
        this(name, version, environment, host, pid, dataset, namespace, labels, Map.of());
    }

    /** The data stream of these documents, {@code logs-<dataset>-<namespace>}. */
    public String dataStream() {
        return "logs-" + dataset + "-" + namespace;
    }

    /** Keeps it for whoever delivers what this process could not. */
    void save(DiskFolder folder) throws IOException {
        Properties properties = new Properties();
        putIfKnown(properties, "name", name);
        putIfKnown(properties, "version", version);
        putIfKnown(properties, "environment", environment);
        properties.setProperty("host", host);
        properties.setProperty("pid", Long.toString(pid));
        properties.setProperty("dataset", dataset);
        properties.setProperty("namespace", namespace);
        labels.forEach((key, value) -> properties.setProperty(LABEL + key, value));
        fields.forEach((key, value) -> properties.setProperty(FIELD + key, value));
        ByteArrayOutputStream content = new ByteArrayOutputStream();
        properties.store(content, null);
        String temporary = FILE.concat(".new");
        folder.delete(temporary);
        try (SpoolFile file = folder.create(temporary, content.size())) {
            file.write(ByteBuffer.wrap(content.toByteArray()), 0);
            file.force();
        }
        folder.rename(temporary, FILE);
    }

    /** What {@link #save} kept; null if the process ended before it, or the file is damaged. */
    static @Nullable ServiceIdentity load(DiskFolder folder) throws IOException {
        if (!folder.list().contains(FILE)) {
            return null;
        }
        Properties properties = new Properties();
        try (SpoolFile file = folder.open(FILE)) {
            ByteBuffer content = ByteBuffer.allocate((int) Math.min(file.size(), MAX_FILE));
            file.read(content, 0);
            properties.load(new ByteArrayInputStream(content.array(), 0, content.position()));
            return new ServiceIdentity(
                    properties.getProperty("name"),
                    properties.getProperty("version"),
                    properties.getProperty("environment"),
                    properties.getProperty("host", "unknown"),
                    Long.parseLong(properties.getProperty("pid", "0")),
                    properties.getProperty("dataset", ""),
                    properties.getProperty("namespace", ""),
                    below(LABEL, properties),
                    below(FIELD, properties));
        } catch (IllegalArgumentException e) {
            return null;
        }
    }

    /** What the folder says, if that process was killed before it could say more. */
    static ServiceIdentity ofFolder(SpoolRoot.Locked locked) {
        String name = String.valueOf(locked.common().getFileName());
        return new ServiceIdentity(name, null, null, "unknown", 0, name, "", Map.of());
    }

    private static Map<String, String> below(String prefix, Properties properties) {
        Map<String, String> found = new TreeMap<>();
        for (String key : properties.stringPropertyNames()) {
            if (key.startsWith(prefix)) {
                found.put(key.substring(prefix.length()), properties.getProperty(key));
            }
        }
        return found;
    }

    private static void putIfKnown(Properties properties, String key, @Nullable String value) {
        if (value != null) {
            properties.setProperty(key, value);
        }
    }

    /** Lower case, and only what is safe in an index name; the hyphen separates the parts, so it may not be in one. */
    private static String valid(String name, String ifEmpty) {
        String lower = name.strip().toLowerCase(Locale.ROOT);
        StringBuilder valid = new StringBuilder();
        for (int i = 0; i < lower.length() && valid.length() < MAX_NAME; i++) {
            char c = lower.charAt(i);
            boolean plain = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.';
            valid.append(plain ? c : '_');
        }
        return valid.isEmpty() ? ifEmpty : valid.toString();
    }
}
