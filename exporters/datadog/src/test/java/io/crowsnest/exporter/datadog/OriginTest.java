package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class OriginTest {

    private static final String ID = "3726184226f5d3147c25fdeab5b60097e378e8a720503a5e19ecfdf29f869860";

    @TempDir
    private Path root;

    @Test
    void theUnifiedServiceTagsAreOnEveryLine() {
        Origin origin = Origin.of(Map.of("service", "orders", "env", "prod", "version", "1.2"), Map.of(), root);

        assertThat(origin.tags()).containsExactly("env:prod", "service:orders", "version:1.2");
        assertThat(origin.fields()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "13:name=systemd:/docker/" + ID,
                "11:perf_event:/kubepods/besteffort/pod3d274242/" + ID,
                "1:name=systemd:/kubepods.slice/kubepods-pod2d3da189.slice/cri-containerd-" + ID + ".scope",
            })
    void aContainerIsKnownByItsControlGroup(String line) throws IOException {
        write("proc/self/cgroup", "0::/other\n" + line + "\n");

        assertThat(fields(Map.of())).isEqualTo("|c:ci-" + ID);
    }

    @Test
    void aContainerOnFargateHasAnotherKindOfId() throws IOException {
        write(
                "proc/self/cgroup",
                "11:blkio:/ecs/8cd79a803caf4d2aa945152e934a5c00/8cd79a803caf4d2aa945152e934a5c00-1053176469\n");

        assertThat(fields(Map.of())).isEqualTo("|c:ci-8cd79a803caf4d2aa945152e934a5c00-1053176469");
    }

    @Test
    void whereTheControlGroupSaysNothingTheMountsMay() throws IOException {
        write("proc/self/cgroup", "0::/\n");
        write(
                "proc/self/mountinfo",
                "608 554 0:42 / / rw master:289 - overlay overlay upperdir=/var/lib/overlay2/"
                        + "a".repeat(64) + "/diff\n"
                        + "609 608 254:1 /var/lib/docker/containers/" + ID
                        + "/hostname /etc/hostname rw - ext4 /dev/vda1 rw\n");

        assertThat(fields(Map.of())).isEqualTo("|c:ci-" + ID);
    }

    @Test
    void theEntityIdOfThePodSaysMoreThanTheContainer() throws IOException {
        write("proc/self/cgroup", "13:name=systemd:/docker/" + ID + "\n");
        Origin origin = Origin.of(Map.of(), Map.of("DD_ENTITY_ID", "uid,1|x"), root);

        assertThat(origin.tags()).containsExactly("dd.internal.entity_id:uid_1_x");
        assertThat(origin.fields()).isEmpty();
    }

    @Test
    void theAdmissionControllersDataAndTheCardinalityAreFields() {
        assertThat(fields(Map.of("DD_EXTERNAL_ENV", "it-false,cn-nginx,pu-3413883c", "DD_CARDINALITY", "low")))
                .isEqualTo("|e:it-false,cn-nginx,pu-3413883c|card:low");
        assertThat(fields(Map.of("DATADOG_CARDINALITY", "high\n|T1"))).isEqualTo("|card:high__T1");
    }

    @Test
    void originDetectionCanBeSwitchedOff() throws IOException {
        write("proc/self/cgroup", "13:name=systemd:/docker/" + ID + "\n");

        assertThat(fields(Map.of("DD_ORIGIN_DETECTION_ENABLED", "false", "DD_EXTERNAL_ENV", "cn-a")))
                .isEmpty();
    }

    private String fields(Map<String, String> environment) {
        return new String(Origin.of(Map.of(), environment, root).fields(), StandardCharsets.UTF_8);
    }

    private void write(String file, String text) throws IOException {
        Path path = root.resolve(file);
        Files.createDirectories(path.getParent());
        Files.writeString(path, text);
    }
}
