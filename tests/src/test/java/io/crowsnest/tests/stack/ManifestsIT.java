package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** Manifests name settings that there are. Those on pages are in {@link DocumentationIT}. */
class ManifestsIT {

    @ParameterizedTest
    @ValueSource(strings = {"docker-compose.yml", "shop/demo/container/start.sh"})
    void settings_in_the_environment_are_known_to_the_agent(String file) throws Exception {
        Map<String, String> environment = new HashMap<>();
        Matcher setting = Pattern.compile("CROWSNEST_[A-Z_]+").matcher(read(file));
        while (setting.find()) {
            environment.put(setting.group(), "");
        }
        environment.put("CROWSNEST_SERVICE_NAM", "");

        Command.Result config = Command.run(
                Path.of("."),
                environment,
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-jar",
                Project.AGENT.toString(),
                "config");

        // The one that is misspelt shows that they are read.
        assertThat(config.output().lines().filter(line -> line.contains("unknown key")))
                .hasSize(1)
                .allMatch(line -> line.contains("service.nam"));
    }

    @Test
    void manifests_of_containers_can_be_read() throws IOException {
        Matcher block =
                Pattern.compile("```(yaml|json)\\n(.*?)```", Pattern.DOTALL).matcher(read("docs/containers.md"));
        int blocks = 0;
        while (block.find()) {
            // JSON is YAML.
            assertThat(new Load(LoadSettings.builder().build()).loadFromString(block.group(2)))
                    .isInstanceOf(Map.class);
            blocks++;
        }
        assertThat(blocks).isEqualTo(2);
    }

    private static String read(String file) throws IOException {
        return Files.readString(Project.ROOT.resolve(file));
    }
}
