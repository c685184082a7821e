package io.crowsnest.core.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Map;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StackFilesTest {

    @Test
    void paths_of_the_project_become_those_of_the_stack() {
        assertThat(adapted("docker-compose.yml", """
                - ./dashboards/stack/grafana/provisioning:/etc/grafana/provisioning:ro,z
                - ./dashboards/output/kibana:/objects:ro,z
                """)).isEqualTo("""
                - ./grafana/provisioning:/etc/grafana/provisioning:ro,z
                - ./kibana:/objects:ro,z
                """);
    }

    @Test
    void every_part_of_the_demo_is_left_out() {
        assertThat(adapted("docker-compose.yml", """
                volumes:
                  grafana:
                  # demo {
                  database:
                  # }
                services:
                  grafana:
                  # demo {
                  shop:
                    # a comment of it {
                    environment: {A: "}"}
                  # }
                """)).isEqualTo("""
                volumes:
                  grafana:
                services:
                  grafana:
                """);
    }

    @Test
    void every_password_is_random_and_its_own() {
        String settings = adapted(".env", "#A_PASSWORD=\n#B_PASSWORD=\n#PORT=1\n");

        assertThat(settings).matches("A_PASSWORD=\\w{24}\nB_PASSWORD=\\w{24}\n#PORT=1\n");
        assertThat(settings.substring(11, 35)).isNotEqualTo(settings.substring(47, 71));
    }

    @Test
    void grafana_wants_a_password_where_everybody_has_one() {
        assertThat(adapted(".env", "#GRAFANA_ANONYMOUS=true\n")).isEqualTo("GRAFANA_ANONYMOUS=false\n");
    }

    private static String adapted(String name, String content) {
        return StackFiles.adapted(Map.of(name, content), new Random(1)).getOrDefault(name, "");
    }
}
