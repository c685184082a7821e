package io.crowsnest.benchmarks;

import io.crowsnest.benchmarks.programs.Log4jLoad;
import io.crowsnest.benchmarks.programs.LogbackLoad;
import io.crowsnest.servers.Elasticsearch;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** An application that logs to nowhere, the same with Crowsnest, and what else people use to get JSON out of a JVM. */
final class LogVariants {

    /** Nobody listens there. */
    private static final String NOWHERE = "127.0.0.1:1";

    private static final Pattern COUNT = Pattern.compile("\"count\":(\\d+)");

    private final Path classes;

    private LogVariants(Path classes) {
        this.classes = classes;
    }

    /**
     * All there are, the one that logs to nowhere first.
     *
     * @param classes the directory with the configurations
     * @param directory where files are logged to
     */
    static List<LogVariant> all(
            Path crowsnest, Path classes, Elasticsearch node, Backend backend, LineSink sink, Path directory) {
        LogVariants all = new LogVariants(classes);
        return List.of(
                all.logback(
                        Variant.NONE,
                        "Logback, events dropped",
                        "an appender that does nothing",
                        "logs-none.xml",
                        List.of(),
                        null,
                        List.of()),
                all.logback(
                        Variant.FORMATTING,
                        "Logback, messages formatted",
                        "an appender that asks for the message and does nothing with it",
                        "logs-none.xml",
                        List.of("-Dlogs.formatting=true"),
                        null,
                        null),
                all.crowsnest(
                        "crowsnest",
                        "Crowsnest",
                        "a real Elasticsearch on this machine",
                        crowsnest,
                        node.url(),
                        pid -> documents(node, pid)),
                all.crowsnest(
                        "crowsnest-stub",
                        "Crowsnest, stub",
                        "a stub that accepts every document",
                        crowsnest,
                        backend.url(),
                        pid -> backend.documents()),
                all.logback(
                        "lle-tcp",
                        "logstash-logback-encoder 9.0",
                        "`LogstashTcpSocketAppender` with `LogstashEncoder`, to a socket that is read and counted",
                        "logs-tcp.xml",
                        List.of("-Dlogs.sink=" + sink.address()),
                        pid -> sink.lines(),
                        List.of("-Dlogs.sink=" + NOWHERE)),
                all.log4j(new LineFile(directory.resolve("log4j2.json"))),
                all.file(new LineFile(directory.resolve("logback.log"))));
    }

    private LogVariant logback(
            String id,
            String title,
            String settings,
            String configuration,
            List<String> options,
            LogVariant.@Nullable Arrivals arrivals,
            @Nullable List<String> unreachable) {
        List<String> all = new ArrayList<>(options);
        all.add("-Dlogback.configurationFile=" + classes.resolve(configuration));
        return new LogVariant(new Variant(id, title, settings, all), LogbackLoad.class, arrivals, unreachable);
    }

    private LogVariant crowsnest(
            String id, String title, String note, Path jar, URI destination, LogVariant.Arrivals arrivals) {
        String url = "-Dcrowsnest.elasticsearch.url=";
        return logback(
                id,
                title,
                "Logback with an appender that does nothing; `crowsnest.elasticsearch.url` is " + note,
                "logs-none.xml",
                List.of("-javaagent:" + jar, "-Dcrowsnest.prometheus.port=0", url + destination),
                arrivals,
                List.of(url + "http://" + NOWHERE));
    }

    private LogVariant file(LineFile file) {
        return logback(
                "logback-file",
                "Logback, file",
                "`FileAppender` with a pattern",
                "logs-file.xml",
                List.of("-Dlogs.file=" + file.path()),
                pid -> file.lines(),
                null);
    }

    private LogVariant log4j(LineFile file) {
        List<String> options = List.of(
                "-Dlog4j2.configurationFile=" + classes.resolve("logs-log4j2.xml"),
                "-Dlog4j2.contextSelector=org.apache.logging.log4j.core.async.AsyncLoggerContextSelector",
                "-Dlogs.file=" + file.path());
        Variant variant = new Variant(
                "log4j2-async-json",
                "Log4j 2, asynchronous, JSON file",
                "all loggers asynchronous (disruptor), `JsonTemplateLayout` with `EcsLayout.json`, `File`",
                options);
        return new LogVariant(variant, Log4jLoad.class, pid -> file.lines(), null);
    }

    /** How many documents of a process can be found. */
    private static long documents(Elasticsearch node, long pid) throws IOException {
        String answer;
        try {
            answer = node.request("POST", "/logs-*/_count", "{\"query\":{\"term\":{\"process.pid\":" + pid + "}}}");
        } catch (IOException e) {
            if (String.valueOf(e.getMessage()).contains("no_shard_available")) {
                // The index is just being made.
                return 0;
            }
            throw e;
        }
        Matcher count = COUNT.matcher(answer);
        if (!count.find()) {
            throw new IOException("no count: " + answer);
        }
        return Long.parseLong(count.group(1));
    }
}
