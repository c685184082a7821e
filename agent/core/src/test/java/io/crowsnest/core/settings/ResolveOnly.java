package io.crowsnest.core.settings;

import java.util.Map;
import java.util.Properties;
import java.util.Set;

/** A JVM that resolves settings and nothing else. Two empty classes mark, in the log of loaded classes, where that begins and ends. */
final class ResolveOnly {

    private ResolveOnly() {}

    public static void main(String[] args) {
        Properties properties = System.getProperties();
        Map<String, String> environment = System.getenv();
        Set<String> ids = Set.of("tomcat", "jdbc", "hikaricp", "logback");
        String arguments = args.length == 0 ? null : args[0];
        new Begin();
        long start = System.nanoTime();
        Settings settings = Settings.resolve(arguments, properties, environment, ids);
        int port = settings.get(Keys.PROMETHEUS_PORT);
        boolean tomcat = settings.instrumentationEnabled("tomcat");
        long nanos = System.nanoTime() - start;
        new End();
        System.out.println("port " + port + " tomcat " + tomcat + " nanos " + nanos);
    }

    static final class Begin {}

    static final class End {}
}
