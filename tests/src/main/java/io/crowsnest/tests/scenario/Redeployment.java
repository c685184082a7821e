package io.crowsnest.tests.scenario;

import java.io.File;
import java.lang.ref.WeakReference;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/**
 * Deploys the web application in the folder {@code args[0]} 20 times, asks it once each time, undeploys it, and prints how many
 * of its class loaders are still reachable at the end.
 */
public final class Redeployment {
    private static final int DEPLOYMENTS = 20;
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private Redeployment() {}

    public static void main(String[] args) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("redeployment").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(0);
        tomcat.getConnector();
        tomcat.start();
        List<WeakReference<ClassLoader>> loaders = new ArrayList<>();
        for (int i = 0; i < DEPLOYMENTS; i++) {
            loaders.add(new WeakReference<>(
                    deployAndUndeploy(tomcat, Path.of(args[0]).toFile(), i)));
        }
        System.out.println("alive " + aliveAfterCollection(loaders));
        while (System.in.read() >= 0) {
            // Whoever started this decides how long it lives.
        }
        tomcat.stop();
        tomcat.destroy();
    }

    private static ClassLoader deployAndUndeploy(Tomcat tomcat, File folder, int number) throws Exception {
        Context context = tomcat.addContext("", folder.getPath());
        Tomcat.addServlet(context, "note", "io.crowsnest.tests.scenario.webapp.NoteServlet");
        context.addServletMappingDecoded("/note", "note");
        ClassLoader loader = context.getLoader().getClassLoader();
        URI uri = URI.create("http://127.0.0.1:" + tomcat.getConnector().getLocalPort() + "/note?number=" + number);
        HttpResponse<String> response =
                CLIENT.send(HttpRequest.newBuilder(uri).build(), HttpResponse.BodyHandlers.ofString());
        if (response.statusCode() != 200) {
            throw new IllegalStateException(response.statusCode() + " " + response.body());
        }
        tomcat.getHost().removeChild(context);
        return loader;
    }

    private static long aliveAfterCollection(List<WeakReference<ClassLoader>> loaders) {
        Instant deadline = Instant.now().plus(Duration.ofSeconds(5));
        long alive = loaders.size();
        while (alive > 0 && Instant.now().isBefore(deadline)) {
            System.gc();
            LockSupport.parkNanos(Duration.ofMillis(200).toNanos());
            alive = loaders.stream().filter(loader -> loader.get() != null).count();
        }
        return alive;
    }
}
