package io.crowsnest.core;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where the process runs, as fields of the Elastic Common Schema: what the container runtime, Kubernetes and AWS tell every process by files and
 * environment variables. Nobody is asked over the network.
 */
final class Surroundings {

    private static final Pattern CONTAINER_ID = Pattern.compile("(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])");

    /** In mountinfo other ids of 64 digits stand, too: those of layers. */
    private static final Pattern CONTAINER_MOUNT = Pattern.compile("/(?:containers|sandboxes)/([0-9a-f]{64})/");

    private final Map<String, String> environment;
    private final Path root;
    private final Map<String, String> fields = new TreeMap<>();

    private Surroundings(Map<String, String> environment, Path root) {
        this.environment = environment;
        this.root = root;
    }

    /** Fields of this process. */
    static Map<String, String> fields() {
        return fields(System.getenv(), Path.of("/"));
    }

    static Map<String, String> fields(Map<String, String> environment, Path root) {
        Surroundings surroundings = new Surroundings(environment, root);
        surroundings.container();
        surroundings.kubernetes();
        surroundings.aws();
        return surroundings.fields;
    }

    private void container() {
        Matcher cgroup = CONTAINER_ID.matcher(text("proc/self/cgroup"));
        Matcher mount = CONTAINER_MOUNT.matcher(text("proc/self/mountinfo"));
        if (cgroup.find()) {
            fields.put("container.id", cgroup.group());
        } else if (mount.find()) {
            fields.put("container.id", mount.group(1));
        }
    }

    private void kubernetes() {
        if (!environment.containsKey("KUBERNETES_SERVICE_HOST")) {
            return;
        }
        fields.put("orchestrator.type", "kubernetes");
        // A pod's host name is its name, unless its specification says otherwise.
        put("kubernetes.pod.name", first("POD_NAME", "K8S_POD_NAME", "HOSTNAME"));
        put("kubernetes.pod.uid", first("POD_UID", "K8S_POD_UID"));
        put("kubernetes.node.name", first("NODE_NAME", "K8S_NODE_NAME"));
        String namespace = first("POD_NAMESPACE", "K8S_NAMESPACE");
        put(
                "kubernetes.namespace",
                namespace != null
                        ? namespace
                        : text("var/run/secrets/kubernetes.io/serviceaccount/namespace")
                                .strip());
    }

    private void aws() {
        boolean ecs = environment.containsKey("ECS_CONTAINER_METADATA_URI_V4");
        boolean lambda = environment.containsKey("AWS_LAMBDA_FUNCTION_NAME");
        if (ecs || lambda) {
            fields.put("cloud.provider", "aws");
            put("cloud.region", first("AWS_REGION", "AWS_DEFAULT_REGION"));
            put("cloud.service.name", lambda ? "lambda" : "ecs");
            put("faas.name", environment.get("AWS_LAMBDA_FUNCTION_NAME"));
            put("faas.version", environment.get("AWS_LAMBDA_FUNCTION_VERSION"));
        }
        if (ecs) {
            fields.put("orchestrator.type", "ecs");
        }
    }

    private void put(String field, @Nullable String value) {
        if (value != null && !value.isBlank()) {
            fields.put(field, value);
        }
    }

    private @Nullable String first(String... names) {
        for (String name : names) {
            String value = environment.get(name);
            if (value != null && !value.isBlank()) {
                return value;
            }
        }
        return null;
    }

    private String text(String file) {
        try {
            return Files.readString(root.resolve(file));
        } catch (IOException | SecurityException e) {
            return "";
        }
    }
}
