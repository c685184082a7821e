package io.crowsnest.exporter.spool;

import java.util.Locale;
import java.util.Map;
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
 */
public record ServiceIdentity(
        @Nullable String name,
        @Nullable String version,
        @Nullable String environment,
        String host,
        long pid,
        String dataset,
        String namespace,
        Map<String, String> labels) {

    /** Elasticsearch takes no more for the data set and the namespace of a data stream. */
    private static final int MAX_NAME = 100;

    public ServiceIdentity {
        dataset = valid(dataset, "generic");
        namespace = valid(namespace, "default");
        labels = Map.copyOf(labels);
    }

    /** The data stream of these documents, {@code logs-<dataset>-<namespace>}. */
    public String dataStream() {
        return "logs-" + dataset + "-" + namespace;
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
