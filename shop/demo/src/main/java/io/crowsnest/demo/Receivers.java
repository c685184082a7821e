package io.crowsnest.demo;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;

/**
 * Stand-ins for what the agents send metrics to: a Datadog Agent and a receiver of remote write. They take everything, keep nothing, and can be
 * away for a while.
 */
final class Receivers implements AutoCloseable {

    private final InetSocketAddress datadogAddress;
    private final HttpServer remoteWrite;
    private DatagramSocket datadog;
    private volatile boolean away;

    Receivers() throws IOException {
        // Nobody reads from it: the system throws away what it cannot keep.
        datadog = new DatagramSocket(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0));
        datadogAddress = new InetSocketAddress(InetAddress.getLoopbackAddress(), datadog.getLocalPort());
        remoteWrite = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        remoteWrite.createContext("/", this::take);
        remoteWrite.start();
    }

    private void take(HttpExchange exchange) throws IOException {
        exchange.getRequestBody().readAllBytes();
        exchange.sendResponseHeaders(away ? 503 : 204, -1);
        exchange.close();
    }

    String datadogUrl() {
        return "udp://127.0.0.1:" + datadogAddress.getPort();
    }

    String remoteWriteUrl() {
        return "http://127.0.0.1:" + remoteWrite.getAddress().getPort();
    }

    void leave() {
        away = true;
        datadog.close();
    }

    void comeBack() throws IOException {
        datadog = new DatagramSocket(datadogAddress);
        away = false;
    }

    @Override
    public void close() {
        datadog.close();
        remoteWrite.stop(0);
    }
}
