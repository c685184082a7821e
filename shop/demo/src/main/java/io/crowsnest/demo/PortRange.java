package io.crowsnest.demo;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.util.Optional;
import java.util.stream.IntStream;

/**
 * Loopback ports to choose from: the one that is written everywhere, and the next ones for where other programs have it.
 *
 * @param usual the first of them
 * @param count how many there are
 */
record PortRange(int usual, int count) {

    /**
     * The first that nobody listens on.
     *
     * @throws IOException if all are taken, with what to do about it
     */
    int firstFree() throws IOException {
        int last = usual + count - 1;
        return IntStream.rangeClosed(usual, last)
                .filter(PortRange::isFree)
                .findFirst()
                .orElseThrow(() -> new IOException("no free port for the shop: other programs have all from " + usual
                        + " to " + last + ". End one of them and try again."));
    }

    /** What to tell whoever expects the usual port; empty if that is the {@code chosen} one. */
    Optional<String> notice(int chosen) {
        return chosen == usual
                ? Optional.empty()
                : Optional.of("Port " + usual + " is taken by another program: the shop uses " + chosen + ".");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
            return true;
        } catch (IOException taken) {
            return false;
        }
    }
}
