package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.file.Path;

/** A way to the Datadog Agent. Belongs to one thread. */
interface Transport extends AutoCloseable {

    /**
     * Sends one packet, and connects first if there is no connection. After a failure the next call connects anew.
     *
     * @param packet what is left to be read of it is sent; a direct buffer, as functions of the system take no other
     * @throws IOException if the packet is lost; a packet that a datagram socket took may be lost without that
     */
    void send(ByteBuffer packet) throws IOException;

    /** Whether the system said since the last call that nobody listened when the packet before the last one came. */
    boolean wasRefused();

    /**
     * Finds out where the Agent is now. Takes as long as a name server does, and may be called by another thread than the one that sends;
     * {@link #refresh} says what came of it.
     */
    default void lookUp() {}

    /**
     * Makes sure that packets go to where the Agent was when it was last looked up; called before each step.
     *
     * @throws IOException if that is not known
     */
    void refresh() throws IOException;

    /**
     * Lets the Agent make room for a packet, as long as the system's shortest pause.
     *
     * @throws IOException if the thread is interrupted, which it is then still
     */
    static void pause() throws IOException {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    /** How many bytes a packet may have. */
    int packetSize();

    @Override
    void close();

    /**
     * The transport that a URL names: {@code udp://host:8125}, {@code unix:///path} or {@code unixstream:///path}.
     *
     * @param nativeAccess in whose name the system is called where the JDK cannot do it
     * @throws IllegalArgumentException if it names none; the message says what would
     */
    static Transport to(URI url, NativeAccess nativeAccess) {
        String scheme = String.valueOf(url.getScheme());
        return switch (scheme) {
            case "udp" -> UdpTransport.to(url);
            case "unix" -> new UnixTransport(Path.of(url.getPath()), nativeAccess);
            case "unixstream" -> new UnixStreamTransport(Path.of(url.getPath()));
            default ->
                throw new IllegalArgumentException(
                        "not a way to the Datadog Agent: " + url + ", expected udp://host:8125 or unix:///path");
        };
    }
}
