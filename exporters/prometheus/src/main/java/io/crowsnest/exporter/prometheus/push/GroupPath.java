package io.crowsnest.exporter.prometheus.push;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;

/**
 * The path of a group at a Pushgateway: {@code /metrics/job/<job>/<label>/<value>...}. Values that a path cannot hold are in Base64 with the
 * alphabet for URLs, and {@code @base64} behind the label says so; {@code =} stands for none (Pushgateway, "URL").
 */
final class GroupPath {

    private GroupPath() {}

    /**
     * The path, to be put behind that of the Pushgateway.
     *
     * @throws IllegalArgumentException if a label has no name that a label can have; the message says so
     */
    static String of(String job, Map<String, String> grouping) {
        if (job.isEmpty()) {
            throw new IllegalArgumentException("a Pushgateway wants a job that is not empty");
        }
        StringBuilder path = new StringBuilder("/metrics");
        append("job", job, path);
        grouping.forEach((label, value) -> {
            if (!label.matches("[a-zA-Z_][a-zA-Z0-9_]*") || label.startsWith("__") || label.equals("job")) {
                throw new IllegalArgumentException("not a label to group by: " + label
                        + "; letters, digits and underscores are, but not job, which has a setting of its own");
            }
            append(label, value, path);
        });
        return path.toString();
    }

    private static void append(String label, String value, StringBuilder path) {
        boolean plain = !value.isEmpty() && value.indexOf('/') < 0 && !value.matches("\\.+");
        path.append('/').append(label).append(plain ? "/" : "@base64/");
        if (plain) {
            path.append(URLEncoder.encode(value, StandardCharsets.UTF_8).replace("+", "%20"));
        } else if (value.isEmpty()) {
            path.append('=');
        } else {
            path.append(Base64.getUrlEncoder().withoutPadding().encodeToString(value.getBytes(StandardCharsets.UTF_8)));
        }
    }
}
