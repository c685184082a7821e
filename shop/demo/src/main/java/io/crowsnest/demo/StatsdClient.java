package io.crowsnest.demo;

import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Sends what a shop with a client of DogStatsD of its own would send to the relay of its agent; one packet in ten has lines that are wrong. */
final class StatsdClient implements AutoCloseable {

    private static final long PAUSE_MILLIS = 100;

    private static final List<String> RIGHT = List.of(
            "shop.basket.opened:1|c|#channel:web",
            "shop.basket.items:%d|h|#channel:web",
            "shop.checkout.time:%d|ms|@0.5|#channel:app",
            "shop.vouchers.left:%d|g");

    /** A type that there is not, a text for a value, a line without a value, and a rate too small to be repeated so often. */
    private static final List<String> WRONG = List.of(
            "shop.basket.opened:1|x",
            "shop.vouchers.left:many|g",
            "shop.basket.opened",
            "shop.basket.items:3|h|@0.0001");

    private final InetSocketAddress relay;
    private final DatagramSocket socket;
    private final Thread thread = new Thread(this::send, "statsd-client");

    /** For the relay on that port, if one listens there. */
    StatsdClient(int port) throws IOException {
        relay = new InetSocketAddress(InetAddress.getLoopbackAddress(), port);
        socket = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
    }

    /** Sends from now on, until it is closed. */
    void begin() {
        thread.setDaemon(true);
        thread.start();
    }

    /** A port on which nothing listens yet. */
    static int freePort() throws IOException {
        try (DatagramSocket any = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0))) {
            return any.getLocalPort();
        }
    }

    private void send() {
        try {
            for (int packet = 0; !Thread.currentThread().isInterrupted(); packet++) {
                String lines = String.join("\n", RIGHT).replace("%d", Integer.toString(1 + packet % 7));
                send(packet % 10 == 0 ? lines + "\n" + WRONG.get(packet / 10 % WRONG.size()) : lines);
                Thread.sleep(PAUSE_MILLIS);
            }
        } catch (InterruptedException closed) {
            Thread.currentThread().interrupt();
        } catch (IOException failure) {
            if (!socket.isClosed()) {
                System.out.println("scene: DogStatsD ends: " + failure.getMessage());
            }
        }
    }

    private void send(String lines) throws IOException {
        byte[] bytes = lines.getBytes(StandardCharsets.UTF_8);
        socket.send(new DatagramPacket(bytes, bytes.length, relay));
    }

    @Override
    public void close() {
        thread.interrupt();
        socket.close();
    }
}
