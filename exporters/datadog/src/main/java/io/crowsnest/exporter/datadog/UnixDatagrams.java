package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.Locale;

/** A datagram socket of the Unix domain, of which the JDK has only stream sockets. It has no peer and belongs to one thread. */
interface UnixDatagrams extends AutoCloseable {

    /** The Java from which on the JDK itself calls functions of the system for us. */
    int JAVA_WITH_FOREIGN_FUNCTIONS = 22;

    /**
     * Sends a datagram to whoever has the socket file now. Does not wait.
     *
     * @param packet a direct buffer; what is left to be read of it is sent
     * @return false if there is no room for it at the moment
     * @throws IOException if nobody takes it, for the reason that the message gives
     */
    boolean send(ByteBuffer packet) throws IOException;

    @Override
    void close();

    /**
     * A socket that sends to this file, which need not be there yet.
     *
     * @throws IOException if that can't be had here; the message says what would be right
     */
    static UnixDatagrams open(Path file, NativeAccess nativeAccess) throws IOException {
        String system = System.getProperty("os.name", "");
        if (!system.toLowerCase(Locale.ROOT).startsWith("linux")) {
            throw new IOException("no Unix datagram sockets on " + system + ", expected udp://host:8125");
        }
        return Runtime.version().feature() >= JAVA_WITH_FOREIGN_FUNCTIONS
                ? ForeignDatagrams.open(file, nativeAccess)
                : LibraryDatagrams.open(file);
    }
}
