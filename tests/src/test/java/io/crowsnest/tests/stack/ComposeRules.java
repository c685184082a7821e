package io.crowsnest.tests.stack;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.tests.stack.ComposeFile.Service;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** What must be so in every stack of ours, whoever wrote it to the disk. */
abstract class ComposeRules {

    /** Keys that docker-compose 1.29 or today's Compose doesn't know, or that mean different things to them. */
    private static final Set<String> NOT_IN_ALL_VERSIONS =
            Set.of("deploy", "develop", "start_interval", "required", "include", "attach", "pull_policy", "configs");

    /** Images that bring an init. */
    private static final Set<String> OWN_INIT = Set.of("elasticsearch", "datadog");

    private static final Pattern PINNED = Pattern.compile("[\\w./-]+:v?\\d+\\.\\d+(\\.\\d+)?(-[\\w.]+)?");
    private static final Pattern SETTING = Pattern.compile("(?m)^#?([A-Z_]+)=(.*)$");

    abstract ComposeFile stack() throws IOException;

    @Test
    void docker_compose_of_long_ago_reads_it() throws Exception {
        Command.assumeInstalled("docker-compose");

        for (String[] command : new String[][] {
            {"docker-compose", "config", "-q"},
            {"docker-compose", "--profile", "logs", "config", "-q"},
            {"docker-compose", "--profile", "logs", "--profile", "datadog", "config", "-q"}
        }) {
            Command.Result read = Command.run(stack().directory(), Map.of(), command);
            assertThat(read.output()).isEmpty();
            assertThat(read.exitCode()).isZero();
        }
    }

    @Test
    void only_keys_that_every_version_of_compose_knows() throws IOException {
        assertThat(stack().content()).containsOnlyKeys("x-logging", "volumes", "services");
        for (Service service : stack().services().values()) {
            assertThat(keysOf(service.keys())).as(service.name()).doesNotContainAnyElementsOf(NOT_IN_ALL_VERSIONS);
        }
    }

    @Test
    void files_of_ours_are_there_and_cannot_be_written() throws IOException {
        for (Service service : stack().services().values()) {
            for (String bind : service.binds()) {
                String[] parts = bind.split(":", -1);
                assertThat(stack().directory().resolve(parts[0]))
                        .as(service.name())
                        .exists();
                assertThat(parts[2]).as(bind).isEqualTo("ro,z");
            }
        }
    }

    @Test
    void scripts_that_are_run_are_there() throws IOException {
        for (Service service : stack().services().values()) {
            for (String key : List.of("command", "entrypoint")) {
                Matcher script = Pattern.compile("/setup/([\\w.-]+)").matcher(service.text(key));
                while (script.find()) {
                    String source = service.binds().stream()
                            .filter(bind -> bind.contains(":/setup:"))
                            .map(bind -> bind.substring(0, bind.indexOf(':')))
                            .findFirst()
                            .orElseThrow();
                    assertThat(stack().directory().resolve(source).resolve(script.group(1)))
                            .exists();
                }
            }
        }
    }

    @Test
    void ports_are_open_on_loopback_only() throws IOException {
        for (Service service : stack().services().values()) {
            assertThat(service.ports()).as(service.name()).allMatch(port -> port.startsWith("127.0.0.1:"));
            assertThat(service.text("network_mode")).as(service.name()).isNotEqualTo("host");
        }
    }

    @Test
    void images_are_pinned() throws IOException {
        for (Service service : stack().services().values()) {
            assertThat(service.text("image")).as(service.name()).matches(PINNED);
        }
    }

    @Test
    void every_service_has_its_limits() throws IOException {
        for (Service service : stack().services().values()) {
            assertThat(service.text("mem_limit")).as(service.name()).matches("\\d+[mg]");
            assertThat(service.text("logging")).as(service.name()).contains("max-size=5m", "max-file=2");
            assertThat(service.text("init"))
                    .as(service.name())
                    .isEqualTo(OWN_INIT.contains(service.name()) ? "" : "true");
            assertThat(service.text("restart")).as(service.name()).isIn("no", "unless-stopped");
        }
    }

    @Test
    void what_keeps_running_is_asked_how_it_is() throws IOException {
        for (Service service : stack().services().values()) {
            assertThat(service.keys().containsKey("healthcheck"))
                    .as(service.name())
                    .isEqualTo(!service.endsByItself());
        }
    }

    @Test
    void services_wait_for_what_can_come_true_and_for_none_of_another_profile() throws IOException {
        Map<String, Service> services = stack().services();
        for (Service service : services.values()) {
            service.dependencies().forEach((name, condition) -> {
                Service awaited = services.get(name);
                assertThat(awaited).as("%s waits for %s", service.name(), name).isNotNull();
                assertThat(condition)
                        .as("%s waits for %s", service.name(), name)
                        .isEqualTo(awaited.endsByItself() ? "service_completed_successfully" : "service_healthy");
                assertThat(isThereWhenever(awaited, service))
                        .as("%s is there whenever %s is", name, service.name())
                        .isTrue();
            });
        }
    }

    @Test
    void who_reads_a_password_waits_until_it_is_made() throws IOException {
        for (Service service : stack().services().values()) {
            if (service.namedVolumes().contains("secrets") && !service.name().equals("secrets")) {
                assertThat(allDependencies(service)).as(service.name()).contains("secrets");
            }
        }
    }

    @Test
    void volumes_are_declared_and_used() throws IOException {
        Set<String> used = new LinkedHashSet<>();
        stack().services().values().forEach(service -> used.addAll(service.namedVolumes()));

        assertThat(ComposeFile.map(stack().content().get("volumes")).keySet())
                .containsExactlyInAnyOrderElementsOf(used);
    }

    @Test
    void every_variable_has_a_default_and_is_explained_with_it() throws IOException {
        Map<String, String> explained = new TreeMap<>();
        for (Matcher found = SETTING.matcher(Files.readString(settings())); found.find(); ) {
            explained.put(found.group(1), found.group(2));
        }

        assertThat(stack().variablesWithoutDefault()).isEmpty();
        // Compose's own.
        assertThat(explained.remove("COMPOSE_PROFILES")).isEmpty();
        assertThat(explained.keySet()).isEqualTo(stack().variables().keySet());
        stack().variables().forEach((name, standard) -> {
            if (!standard.isEmpty() && isComment(name)) {
                assertThat(explained).containsEntry(name, standard);
            }
        });
    }

    /** The file that explains the variables. */
    abstract Path settings() throws IOException;

    private boolean isComment(String name) {
        try {
            return Files.readString(settings()).contains("#" + name + "=");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean isThereWhenever(Service awaited, Service service) {
        return awaited.profiles().isEmpty()
                || (!service.profiles().isEmpty() && awaited.profiles().containsAll(service.profiles()));
    }

    private Set<String> allDependencies(Service service) throws IOException {
        Set<String> all = new LinkedHashSet<>();
        for (String name : service.dependencies().keySet()) {
            all.add(name);
            Service awaited = stack().services().get(name);
            if (awaited != null) {
                all.addAll(allDependencies(awaited));
            }
        }
        return all;
    }

    private static Set<String> keysOf(Map<String, Object> map) {
        Set<String> keys = new LinkedHashSet<>(map.keySet());
        map.values().forEach(value -> {
            if (value instanceof Map<?, ?>) {
                keys.addAll(keysOf(ComposeFile.map(value)));
            }
        });
        return keys;
    }
}
