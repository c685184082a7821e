import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordingFile;

/** 10,000 virtual threads, each with an HTTP call and two statements; the JVM says which of them were pinned, and by whom. */
public final class Main {

    private static final int THREADS = 10_000;
    private static final int WARM_UP = 100;

    private static Void work(HttpClient client, URI uri, Semaphore calls) throws Exception {
        calls.acquire();
        try {
            HttpRequest request = HttpRequest.newBuilder(uri).build();
            client.send(request, HttpResponse.BodyHandlers.discarding());
        } finally {
            calls.release();
        }
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:virtual");
                PreparedStatement statement = connection.prepareStatement("SELECT ?")) {
            for (int n = 0; n < 2; n++) {
                statement.setInt(1, n);
                statement.executeQuery().close();
            }
        }
        return null;
    }

    public static void main(String[] args) throws Exception {
        ExecutorService virtual = (ExecutorService)
                Executors.class.getMethod("newVirtualThreadPerTaskExecutor").invoke(null);
        HttpServer server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        server.createContext("/", exchange -> {
            exchange.sendResponseHeaders(204, -1);
            exchange.close();
        });
        server.setExecutor(virtual);
        server.start();
        URI uri = URI.create("http://127.0.0.1:" + server.getAddress().getPort() + "/");
        HttpClient client = HttpClient.newHttpClient();
        Semaphore calls = new Semaphore(100);
        DriverManager.getConnection("jdbc:h2:mem:virtual;DB_CLOSE_DELAY=-1").close();

        // The first of everything initialises classes, ours and others, for which the JVM pins those that wait.
        for (int i = 0; i < WARM_UP; i++) {
            work(client, uri, calls);
        }
        System.out.println("warm");
        new BufferedReader(new InputStreamReader(System.in)).readLine();
        for (int i = 0; i < WARM_UP; i++) {
            work(client, uri, calls);
        }
        Recording recording = new Recording();
        recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ofMillis(1)).withStackTrace();
        recording.start();
        List<Future<?>> all = new ArrayList<>();
        for (int i = 0; i < THREADS; i++) {
            all.add(virtual.submit(() -> work(client, uri, calls)));
        }
        for (Future<?> each : all) {
            each.get();
        }
        recording.stop();
        Path file = Files.createTempFile("virtual", ".jfr");
        recording.dump(file);
        int ours = 0;
        for (RecordedEvent event : RecordingFile.readAllEvents(file)) {
            for (RecordedFrame frame : event.getStackTrace() == null
                    ? List.<RecordedFrame>of()
                    : event.getStackTrace().getFrames()) {
                if (frame.getMethod().getType().getName().startsWith("io.crowsnest.")) {
                    ours++;
                    break;
                }
            }
        }
        Files.delete(file);
        System.out.println("pinned " + ours);
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }
}
