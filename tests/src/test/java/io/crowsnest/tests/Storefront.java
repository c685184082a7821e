package io.crowsnest.tests;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An instance of the scenario {@code storefront}: a service that uses some of everything, and breaks on demand.
 *
 * @param metricsPort stays the same when the instance is started again
 */
record Storefront(ForkedJvm jvm, Jdk jdk, int port, int metricsPort) implements AutoCloseable {

    private static final HttpClient CLIENT = HttpClient.newHttpClient();
    private static final Pattern USED = Pattern.compile("used (\\d+)([KM])|(\\d+)([KM]) used");

    /** A database of its own in memory. */
    static final String H2 = "jdbc:h2:mem:storefront;DB_CLOSE_DELAY=-1";

    /** Starts one and waits until it answers. */
    static Storefront start(Jdk jdk, String database, int metricsPort, List<String> options, String... settings) {
        Matrix.Case scenario = Matrix.cases("live").findFirst().orElseThrow();
        ForkedJvm jvm = new Matrix.Case(scenario.row(), scenario.version(), jdk)
                .jvm()
                .run("0", database)
                .options(options.toArray(new String[0]))
                .agentJar(Artefacts.agent(), "prometheus.port=" + metricsPort + "," + String.join(",", settings))
                .start();
        Matcher port = jvm.awaitStdout("port (\\d+)");
        jvm.awaitMetrics();
        return new Storefront(jvm, jdk, Integer.parseInt(port.group(1)), metricsPort);
    }

    URI uri(String path) {
        return URI.create("http://127.0.0.1:" + port + path);
    }

    URI metrics() {
        return URI.create("http://127.0.0.1:" + metricsPort + "/metrics");
    }

    String target() {
        return metrics().getAuthority();
    }

    /** Breaks it; see {@code Faults} of the scenario. */
    void fault(String name) {
        try {
            HttpRequest request = HttpRequest.newBuilder(uri("/fault/" + name))
                    .POST(HttpRequest.BodyPublishers.noBody())
                    .build();
            int status = CLIENT.send(request, BodyHandlers.discarding()).statusCode();
            if (status != 200) {
                throw new IllegalStateException(name + ": " + status);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** What the JDK's own tool says of the process. */
    String jcmd(String command) {
        try (ForkedJvm tool = ForkedJvm.command(jdk.command("jcmd"))
                .run(Long.toString(jvm.pid()), command)
                .start()) {
            return String.join("\n", tool.end().stdout());
        }
    }

    /** Bytes of the heap in use, as {@code jcmd} says. */
    double heapInUse() {
        double used = 0;
        for (String line : jcmd("GC.heap_info").lines().toList()) {
            Matcher found = USED.matcher(line);
            if (!line.contains("Metaspace") && !line.contains("class space") && found.find()) {
                String number = found.group(1) == null ? found.group(3) : found.group(1);
                String unit = found.group(2) == null ? found.group(4) : found.group(2);
                used += Double.parseDouble(number) * (unit.equals("K") ? 1 << 10 : 1 << 20);
            }
        }
        return used;
    }

    @Override
    public void close() {
        jvm.close();
    }
}
