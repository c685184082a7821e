import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import javax.servlet.http.HttpServlet;
import javax.servlet.http.HttpServletRequest;
import javax.servlet.http.HttpServletResponse;

/** A servlet that keeps its thread until the end, and clients that want an answer of it. */
final class Hold extends HttpServlet {

    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger held = new AtomicInteger();
    private final List<Socket> clients = new ArrayList<>();

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) {
        held.incrementAndGet();
        try {
            end.await();
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    int held() {
        return held.get();
    }

    /** Sends requests, each on a connection of its own. */
    void ask(int port, int times) throws IOException {
        for (int i = 0; i < times; i++) {
            Socket client = new Socket(InetAddress.getLoopbackAddress(), port);
            clients.add(client);
            client.getOutputStream()
                    .write("GET /hold HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
                            .getBytes(StandardCharsets.US_ASCII));
        }
    }

    /** Answers all, and waits until all are answered. */
    void end() throws IOException {
        end.countDown();
        for (Socket client : clients) {
            client.getInputStream().readAllBytes();
            client.close();
        }
    }

    static void await(BooleanSupplier condition) throws InterruptedException {
        while (!condition.getAsBoolean()) {
            Thread.sleep(10);
        }
    }

    static void step(String name) throws IOException {
        System.out.println("step " + name);
        if (System.in.read() < 0) {
            System.exit(0);
        }
    }
}
