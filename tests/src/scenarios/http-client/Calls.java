import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Makes mixed calls with the clients of a scenario and says how they went, as an application sees it. */
final class Calls {

    /** A call to make: with a body if it is a POST, with a header {@code traceparent} if that is not null. */
    record Call(String method, URI uri, String traceparent, Goal goal) {

        int timeoutMillis() {
            return goal == Goal.TIME_OUT ? 300 : 20_000;
        }

        String body() {
            return method.equals("POST") ? "something" : null;
        }
    }

    enum Goal {
        /** An answer, or a failure. */
        END,
        /** The client's own limit. */
        TIME_OUT,
        /** The application gives up: it calls {@link Calls#later} to do so. */
        ABORT
    }

    /** One way to use a library. It returns the status, or throws what the library throws. */
    interface Client {
        int send(Call call) throws Exception;
    }

    private record Named(Client client, Call call) {}

    private static final String OWN = "00-11111111111111111111111111111111-2222222222222222-01";
    private static final int RARE = 2;

    private static final ScheduledExecutorService TIMER = Executors.newScheduledThreadPool(1, work -> {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        return thread;
    });

    private final Map<String, double[]> made = new TreeMap<>();

    private Calls() {}

    /** Runs {@code abort} in the middle of a call. */
    static void later(Runnable abort) {
        TIMER.schedule(abort, 200, TimeUnit.MILLISECONDS);
    }

    static void run(String[] args, List<Client> clients) throws Exception {
        run(args, clients, clients);
    }

    /** Uses all clients, and gives up calls with those in {@code abortable}. */
    static void run(String[] args, List<Client> clients, List<Client> abortable) throws Exception {
        List<Named> all = plan(args, clients, abortable);
        Calls calls = new Calls();
        // The first calls take long, most of it outside of them, to load classes. They have another name for the same host.
        for (Client client : clients) {
            calls.make(new Named(client, call("GET", args[0].replace("127.0.0.1", "localhost") + "/ok", null, Goal.END)));
            calls.make(new Named(client, call("GET", args[1].replace("127.0.0.1", "localhost") + "/ok", null, Goal.END)));
        }
        ExecutorService threads = Executors.newFixedThreadPool(4);
        List<Future<?>> started = new ArrayList<>();
        for (Named each : all) {
            started.add(threads.submit(() -> calls.make(each)));
        }
        for (Future<?> each : started) {
            each.get();
        }
        threads.shutdown();
        calls.made.forEach((labels, values) ->
                System.out.println("made " + (int) values[0] + " " + values[1] + " " + labels));
        System.out.println("listening " + listen(args[0], clients) + " " + clients.size());
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static List<Named> plan(String[] args, List<Client> clients, List<Client> abortable) {
        String server = args[0];
        List<Call> usual = List.of(
                call("GET", server + "/ok", null, Goal.END),
                call("HEAD", server + "/ok", null, Goal.END),
                call("POST", server + "/created", null, Goal.END),
                call("GET", server + "/moved", null, Goal.END),
                call("GET", server + "/bad", null, Goal.END),
                call("POST", server + "/missing", null, Goal.END),
                call("GET", server + "/missing", null, Goal.END),
                call("DELETE", server + "/broken", null, Goal.END),
                call("GET", server + "/own", OWN, Goal.END));
        List<Call> rare = List.of(
                call("GET", args[1] + "/ok", null, Goal.END),
                call("POST", args[1] + "/ok", null, Goal.END),
                call("GET", "http://unknown.invalid/ok", null, Goal.END),
                call("GET", server + "/reset", null, Goal.END),
                call("GET", server + "/cut-head", null, Goal.END),
                call("GET", server + "/cut-body", null, Goal.END),
                call("GET", server + "/slow", null, Goal.TIME_OUT));
        Random random = new Random(Long.parseLong(args[3]));
        List<Named> all = new ArrayList<>();
        for (int i = 0; i < Integer.parseInt(args[2]); i++) {
            all.add(new Named(clients.get(random.nextInt(clients.size())), usual.get(random.nextInt(usual.size()))));
        }
        for (int i = 0; i < RARE; i++) {
            clients.forEach(client -> rare.forEach(call -> all.add(new Named(client, call))));
            abortable.forEach(client -> all.add(new Named(client, call("GET", server + "/slow", null, Goal.ABORT))));
        }
        Collections.shuffle(all, random);
        return all;
    }

    private static Call call(String method, String uri, String traceparent, Goal goal) {
        return new Call(method, URI.create(uri), traceparent, goal);
    }

    private void make(Named each) {
        long start = System.nanoTime();
        String answer;
        try {
            int status = each.client.send(each.call);
            answer = status + " " + outcome(status) + " " + each.call.uri.getHost() + " none";
        } catch (Throwable thrown) {
            boolean wrapper = thrown instanceof ExecutionException || thrown instanceof CompletionException;
            Throwable cause = wrapper && thrown.getCause() != null ? thrown.getCause() : thrown;
            answer = "CLIENT_ERROR UNKNOWN " + each.call.uri.getHost() + " "
                    + cause.getClass().getSimpleName();
        }
        double seconds = (System.nanoTime() - start) / 1e9;
        synchronized (made) {
            double[] values = made.computeIfAbsent(each.call.method + " " + answer, any -> new double[2]);
            values[0]++;
            values[1] += seconds;
        }
    }

    private static String outcome(int status) {
        return switch (status / 100) {
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            default -> "SERVER_ERROR";
        };
    }

    /** Answers {@code /relay?n} by way of a call with client n; returns the port. */
    private static int listen(String server, List<Client> clients) throws Exception {
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(0);
        tomcat.getConnector();
        Context context = tomcat.addContext("", null);
        Tomcat.addServlet(context, "relay", new HttpServlet() {
            @Override
            protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
                Client client = clients.get(Integer.parseInt(request.getQueryString()));
                try {
                    response.setStatus(client.send(call("GET", server + "/relayed", null, Goal.END)));
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        });
        context.addServletMappingDecoded("/relay", "relay");
        tomcat.start();
        return tomcat.getConnector().getLocalPort();
    }
}
