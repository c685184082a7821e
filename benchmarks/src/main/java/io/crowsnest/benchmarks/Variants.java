package io.crowsnest.benchmarks;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** No agent, Crowsnest, and its peers; each set so that it does its job and needs nothing outside of this machine. */
final class Variants {

    private static final List<String> OPENTELEMETRY = List.of(
            "otel.service.name=shop",
            "otel.traces.exporter=none",
            "otel.logs.exporter=none",
            "otel.metrics.exporter=prometheus",
            "otel.exporter.prometheus.host=127.0.0.1",
            "otel.exporter.prometheus.port=0");

    private static final List<String> ELASTIC = List.of(
            "elastic.apm.service_name=shop",
            "elastic.apm.disable_send=true",
            "elastic.apm.central_config=false",
            "elastic.apm.cloud_provider=NONE");

    private static final List<String> DATADOG = List.of(
            "dd.service=shop",
            "dd.trace.enabled=true",
            "dd.profiling.enabled=false",
            "dd.instrumentation.telemetry.enabled=false",
            "dd.remote_config.enabled=false",
            "dd.crashtracking.enabled=false",
            "dd.trace.startup.logs=false",
            "dd.jmxfetch.statsd.host=127.0.0.1");

    private Variants() {}

    /**
     * All there are, the one without an agent first.
     *
     * @param agents the directory with the peers' jars
     */
    static List<Variant> all(Path crowsnest, Path agents, Path idleAgent, Backend backend) throws IOException {
        List<Variant> all = new ArrayList<>();
        all.add(new Variant(Variant.NONE, "no agent", "", List.of()));
        all.add(new Variant(
                Variant.IDLE, "idle agent", "a transformer that returns null", agent(idleAgent, List.of())));
        all.add(crowsnest("crowsnest", "Crowsnest", crowsnest, List.of("crowsnest.prometheus.port=0"), ""));
        all.add(crowsnest(
                "crowsnest-logs",
                "Crowsnest + logs",
                crowsnest,
                List.of("crowsnest.prometheus.port=0", "crowsnest.elasticsearch.url=" + backend.url()),
                " (a stub that accepts every document)"));
        all.add(peer("opentelemetry", "OpenTelemetry", agents, "opentelemetry-javaagent", OPENTELEMETRY, ""));
        all.add(peer("elastic", "Elastic APM", agents, "elastic-apm-agent", ELASTIC, ""));
        List<String> datadog = new ArrayList<>(DATADOG);
        datadog.add("dd.trace.agent.url=" + backend.url());
        all.add(peer("datadog", "Datadog", agents, "dd-java-agent", datadog, " (a stub that accepts every trace)"));
        all.addAll(faults(crowsnest, backend));
        return all;
    }

    /** What goes wrong in the field: none of it may cost the application its start. */
    private static List<Variant> faults(Path jar, Backend backend) throws IOException {
        Path yaml = Files.writeString(jar.resolveSibling("malformed.yaml"), "prometheus: [port: {\n");
        String taken = "crowsnest.prometheus.port=" + backend.url().getPort();
        return List.of(
                crowsnest("fault-port", "port taken", jar, List.of(taken), ""),
                fault("fault-key", "unknown key", jar, "crowsnest.prometheus.prot=1"),
                fault("fault-yaml", "malformed YAML", jar, "crowsnest.config=" + yaml),
                fault("fault-file", "missing file", jar, "crowsnest.config=/does/not/exist.yaml"),
                fault("fault-absent", "Elasticsearch absent", jar, "crowsnest.elasticsearch.url=http://127.0.0.1:1"),
                fault("fault-denied", "wrong credentials", jar, "crowsnest.elasticsearch.url=" + backend.denyingUrl()));
    }

    private static Variant fault(String id, String title, Path jar, String setting) {
        return crowsnest(id, title, jar, List.of("crowsnest.prometheus.port=0", setting), "");
    }

    private static Variant crowsnest(String id, String title, Path jar, List<String> settings, String note) {
        return new Variant(id, title, shown(settings) + note, agent(jar, settings));
    }

    private static Variant peer(
            String id, String name, Path agents, String artifact, List<String> settings, String note)
            throws IOException {
        String prefix = artifact + "-";
        Path jar;
        try (Stream<Path> files = Files.list(agents)) {
            jar = files.filter(file -> file.getFileName().toString().startsWith(prefix))
                    .findFirst()
                    .orElseThrow(() -> new IOException(artifact + " is not in " + agents));
        }
        String version = jar.getFileName().toString().substring(prefix.length()).replace(".jar", "");
        return new Variant(id, name + " " + version, shown(settings) + note, agent(jar, settings));
    }

    private static List<String> agent(Path jar, List<String> settings) {
        List<String> options = new ArrayList<>();
        options.add("-javaagent:" + jar);
        settings.forEach(setting -> options.add("-D" + setting));
        return options;
    }

    /** Ports differ from run to run and say nothing. */
    private static String shown(List<String> settings) {
        return "`" + String.join(" ", settings).replaceAll("(http://127\\.0\\.0\\.1):\\d+", "$1:PORT") + "`";
    }
}
