package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.stack.ComposeFile.Service;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The stack of the project itself. */
class ComposeIT extends ComposeRules {

    @Override
    ComposeFile stack() throws IOException {
        return ComposeFile.in(Project.ROOT);
    }

    @Override
    Path settings() {
        return Project.ROOT.resolve(".env.example");
    }

    @Test
    void a_fresh_clone_starts_with_the_demo_and_without_elasticsearch() throws IOException {
        assertThat(stack().services().values().stream()
                        .filter(service -> service.profiles().isEmpty())
                        .map(Service::name))
                .containsExactlyInAnyOrder(
                        "secrets", "prometheus", "alertmanager", "grafana", "demo", "traffic", "database");
        assertThat(Project.ROOT.resolve(".gitignore")).content().contains("\n.env\n");
    }

    @Test
    void what_is_scraped_is_the_demo_by_the_name_of_its_service() throws IOException {
        Service demo = stack().services().get("demo");

        assertThat(Project.STACK.resolve("prometheus/targets/shop.yml"))
                .content()
                .contains(
                        "\"demo:9464\"",
                        "job: "
                                + ComposeFile.map(demo.keys().get("environment"))
                                        .get("CROWSNEST_SERVICE_NAME"));
        assertThat(demo.text("hostname")).isEqualTo("demo");
    }

    @Test
    void images_are_built_from_pinned_ones_and_do_not_run_as_root() throws IOException {
        for (String file : new String[] {"shop/Dockerfile", "agent/dist/Dockerfile"}) {
            assertThat(Files.readAllLines(Project.ROOT.resolve(file)))
                    .filteredOn(line -> line.startsWith("FROM "))
                    .hasSize(2)
                    .allMatch(line -> line.matches("FROM [\\w./-]+:\\d+\\.\\d+\\.\\d+\\S*( AS build)?"));
            assertThat(Files.readString(Project.ROOT.resolve(file))).contains("\nUSER 10001:10001\n");
        }
    }
}
