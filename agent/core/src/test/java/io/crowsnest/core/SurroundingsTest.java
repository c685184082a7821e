package io.crowsnest.core;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SurroundingsTest {

    private static final String ID = "0123456789abcdef".repeat(4);

    @TempDir
    private Path root;

    private void file(String name, String content) throws IOException {
        Path file = root.resolve(name);
        Files.createDirectories(file.getParent());
        Files.writeString(file, content);
    }

    @Test
    void onAMachineThereIsNothingToSay() {
        assertThat(Surroundings.fields(Map.of(), root)).isEmpty();
    }

    @Test
    void aContainerIsNamedByItsControlGroup() throws IOException {
        file("proc/self/cgroup", "12:cpu:/kubepods/burstable/pod1/" + ID + "\n");

        assertThat(Surroundings.fields(Map.of(), root)).containsEntry("container.id", ID);
    }

    @Test
    void whereControlGroupsSayNothingTheMountsDo() throws IOException {
        file("proc/self/cgroup", "0::/\n");
        file(
                "proc/self/mountinfo",
                "1 2 0:1 / / rw - overlay overlay rw,lowerdir=/var/lib/docker/overlay2/" + "f".repeat(64) + "/diff\n"
                        + "3 4 8:1 /var/lib/docker/containers/" + ID
                        + "/hostname /etc/hostname rw - ext4 /dev/sda rw\n");

        assertThat(Surroundings.fields(Map.of(), root)).containsEntry("container.id", ID);
    }

    @Test
    void aPodIsKnownByItsHostNameAndTheServiceAccountsNamespace() throws IOException {
        file("var/run/secrets/kubernetes.io/serviceaccount/namespace", "shop\n");

        assertThat(Surroundings.fields(
                        Map.of("KUBERNETES_SERVICE_HOST", "10.0.0.1", "HOSTNAME", "shop-7f", "NODE_NAME", "n1"), root))
                .isEqualTo(Map.of(
                        "orchestrator.type", "kubernetes",
                        "kubernetes.pod.name", "shop-7f",
                        "kubernetes.node.name", "n1",
                        "kubernetes.namespace", "shop"));
    }

    @Test
    void aTaskOfEcsAndAFunctionOfLambdaAreKnownByTheirVariables() {
        assertThat(Surroundings.fields(
                        Map.of("ECS_CONTAINER_METADATA_URI_V4", "http://169.254.170.2/v4/x", "AWS_REGION", "eu-west-1"),
                        root))
                .containsEntry("orchestrator.type", "ecs")
                .containsEntry("cloud.region", "eu-west-1");
        assertThat(Surroundings.fields(Map.of("AWS_LAMBDA_FUNCTION_NAME", "f"), root))
                .containsEntry("faas.name", "f")
                .containsEntry("cloud.service.name", "lambda");
    }
}
