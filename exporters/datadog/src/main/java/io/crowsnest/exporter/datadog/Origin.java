package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where lines come from: tags that go on every one of them, and the fields by which the Agent finds the container.
 *
 * <pre>
 *   c:ci-(container id)   or   c:in-(inode of the control group)     protocol 1.2, 1.4
 *   e:(DD_EXTERNAL_ENV)                                              protocol 1.5, put there by Datadog's admission controller
 *   card:(DD_CARDINALITY)                                            protocol 1.6: how many tags the Agent adds
 * </pre>
 */
final class Origin {

    private static final Pattern CONTAINER =
            Pattern.compile("([0-9a-f]{64}|[0-9a-f]{32}-\\d+|[0-9a-f]{8}(?:-[0-9a-f]{4}){4})(?:\\.scope)?$");

    /** In mountinfo ids of layers stand, too. */
    private static final Pattern CONTAINER_MOUNT =
            Pattern.compile("/(?:containers|sandboxes)/([0-9a-f]{64})/.*/(?:hostname|resolv\\.conf|hosts)");

    /** The number that the kernel gives the control group name space of the host. */
    private static final long HOST_CGROUPS = 0xEFFFFFFBL;

    private final List<String> tags;
    private final byte[] fields;

    private Origin(List<String> tags, String fields) {
        this.tags = List.copyOf(tags);
        this.fields = fields.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * Origin of this process.
     *
     * @param constant tags of the settings: {@code service}, {@code env}, {@code version} and those of the user
     */
    static Origin of(Map<String, String> constant) {
        return of(constant, System.getenv(), Path.of("/"));
    }

    static Origin of(Map<String, String> constant, Map<String, String> environment, Path root) {
        List<String> tags = new ArrayList<>();
        new TreeMap<>(constant).forEach((key, value) -> {
            String tag = Names.tag(key, value);
            if (!tag.isEmpty()) {
                tags.add(tag);
            }
        });
        StringBuilder fields = new StringBuilder();
        String entity = text(environment.get("DD_ENTITY_ID"));
        if (entity != null) {
            // Says more than a container id: the Agent finds the pod by it.
            tags.add("dd.internal.entity_id:" + Names.field(entity).replace(',', '_'));
        }
        if (!"false".equalsIgnoreCase(environment.get("DD_ORIGIN_DETECTION_ENABLED"))) {
            String local = entity == null ? local(root) : null;
            append(fields, "|c:", local);
            append(fields, "|e:", text(environment.get("DD_EXTERNAL_ENV")));
        }
        String cardinality = text(environment.get("DD_CARDINALITY"));
        append(fields, "|card:", cardinality != null ? cardinality : text(environment.get("DATADOG_CARDINALITY")));
        return new Origin(tags, fields.toString());
    }

    /** Tags that every line has, clean. */
    List<String> tags() {
        return tags;
    }

    /** The fields at the end of every line, each after its separator; empty if there are none. */
    byte[] fields() {
        return fields;
    }

    private static void append(StringBuilder fields, String name, @Nullable String value) {
        if (value != null) {
            fields.append(name).append(Names.field(value));
        }
    }

    private static @Nullable String text(@Nullable String value) {
        return value == null || value.isBlank() ? null : value.strip();
    }

    private static @Nullable String local(Path root) {
        for (String line : lines(root.resolve("proc/self/cgroup"))) {
            Matcher id = CONTAINER.matcher(line);
            if (id.find()) {
                return "ci-" + id.group(1);
            }
        }
        for (String line : lines(root.resolve("proc/self/mountinfo"))) {
            Matcher id = CONTAINER_MOUNT.matcher(line);
            if (id.find()) {
                return "ci-" + id.group(1);
            }
        }
        return isOnHost(root) ? null : inode(root);
    }

    private static boolean isOnHost(Path root) {
        try {
            Object number = Files.getAttribute(root.resolve("proc/self/ns/cgroup"), "unix:ino");
            return number instanceof Long inode && inode == HOST_CGROUPS;
        } catch (IOException | RuntimeException e) {
            // No Linux, then; or not for us to see.
            return true;
        }
    }

    /** Of the control group that the second version shows as the root; for the first one, of the memory controller. */
    private static @Nullable String inode(Path root) {
        for (String group : List.of("sys/fs/cgroup/memory", "sys/fs/cgroup")) {
            try {
                Object number = Files.getAttribute(root.resolve(group), "unix:ino");
                if (number instanceof Long inode && inode > 2) {
                    return "in-" + inode;
                }
            } catch (IOException | RuntimeException e) {
                // The next one.
            }
        }
        return null;
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException | RuntimeException e) {
            return List.of();
        }
    }
}
