package io.crowsnest.exporter.prometheus;

import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * The page at {@code /}: live charts of the metrics and the state of every part. The browser draws it from what the metrics' path and
 * {@code /status} answer while somebody looks; nothing comes from another server, and the agent keeps no history.
 */
final class StatusPage {

    /** Where the page's files are, and the charts' library, in the version that the POM names. */
    private static final String FILES = "page";

    private static final String LIBRARY = "/META-INF/resources/webjars/uplot/1.6.30/dist";

    /** What the page may load, and from where: itself. */
    private static final String POLICY =
            "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; base-uri 'none'; frame-ancestors 'none'";

    private static final String INDEX = "/";

    /** All that belongs to the page. */
    static final List<String> PATHS = List.of(
            INDEX,
            "/page.css",
            "/page.js",
            "/charts.js",
            "/parts.js",
            "/plot.js",
            "/samples.js",
            "/uPlot.min.css",
            "/uPlot.iife.min.js");

    private StatusPage() {}

    /**
     * One of the page's files.
     *
     * @param path one of {@link #PATHS}
     * @param metricsPath where the metrics are
     */
    static Response answer(String path, String metricsPath) throws IOException {
        byte[] content = read(path.equals(INDEX) ? "/index.html" : path);
        if (path.equals(INDEX)) {
            String html = new String(content, StandardCharsets.UTF_8).replace("@METRICS@", attribute(metricsPath));
            content = html.getBytes(StandardCharsets.UTF_8);
        }
        return Response.of(200, type(path), content)
                .with("Content-Security-Policy", POLICY)
                .with("X-Content-Type-Options", "nosniff")
                .with("Cache-Control", "no-cache");
    }

    private static byte[] read(String path) throws IOException {
        String name = path.startsWith("/uPlot") ? LIBRARY.concat(path) : FILES.concat(path);
        try (InputStream in = StatusPage.class.getResourceAsStream(name)) {
            if (in == null) {
                throw new IOException("no ".concat(name));
            }
            return in.readAllBytes();
        }
    }

    private static String type(String path) {
        if (path.endsWith(".js")) {
            return "text/javascript; charset=utf-8";
        }
        return path.endsWith(".css") ? "text/css; charset=utf-8" : "text/html; charset=utf-8";
    }

    private static String attribute(String text) {
        return text.replace("&", "&amp;").replace("\"", "&quot;").replace("<", "&lt;");
    }
}
