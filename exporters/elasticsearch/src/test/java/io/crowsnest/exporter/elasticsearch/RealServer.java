package io.crowsnest.exporter.elasticsearch;

import io.crowsnest.servers.Elasticsearch;
import io.crowsnest.servers.NodeSetup;
import io.crowsnest.servers.ServerDirectory;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;

/** Hands tests a real Elasticsearch that starts once for all of them; every test writes to data streams of its own. */
final class RealServer implements ParameterResolver {

    static final Path DISTRIBUTION = Path.of("../../shop/servers/target/distributions/elasticsearch.zip");

    private static final Path PLUGIN =
            Path.of("../../shop/elasticsearch-plugin/target/crowsnest-demo-elasticsearch-plugin-0.1.0.jar");

    /** Small, so that a test can make a request too large for it. */
    static final int MAX_REQUEST = 256 << 10;

    private static final Map<String, String> SETTINGS = Map.of(
            // Where no other node looks for a free port while this one is killed and comes back.
            "http.port",
            "9290-9299",
            "http.max_content_length",
            MAX_REQUEST + "b",
            // The shortest: so long it takes to see that a disk is full, and that it isn't any more.
            "cluster.info.update.interval",
            "10s");

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.getParameter().getType() == Elasticsearch.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return test.getRoot()
                .getStore(ExtensionContext.Namespace.GLOBAL)
                .computeIfAbsent(Running.class, key -> Running.start(), Running.class)
                .server;
    }

    /** Closed by JUnit after the last test. */
    private record Running(Path directory, Elasticsearch server) implements AutoCloseable {
        static Running start() {
            try {
                Path directory = ServerDirectory.temporary();
                Elasticsearch server = Elasticsearch.start(
                        DISTRIBUTION, directory, new NodeSetup(SETTINGS, Map.of(), List.of(PLUGIN), null, null));
                server.putLogsTemplate();
                return new Running(directory, server);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        @Override
        public void close() throws IOException {
            server.close();
            ServerDirectory.delete(directory);
        }
    }
}
