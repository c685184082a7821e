package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;

/** Datagrams by the system's own functions, with the numbers that Linux has for them (its {@code asm-generic} headers; {@code unix(7)}). */
final class ForeignDatagrams implements UnixDatagrams {

    private static final int AF_UNIX = 1;
    private static final int SOCK_DGRAM = 2;
    private static final int SOCK_CLOEXEC = 0x80000;
    private static final int MSG_DONTWAIT = 0x40;

    private static final int EAGAIN = 11;
    private static final int ENOBUFS = 105;
    private static final Map<Integer, String> REASONS = Map.of(
            2, "there is no such file",
            13, "permission denied",
            88, "it is not a socket",
            90, "the packet is too long",
            91, "it is not a datagram socket",
            111, "connection refused");

    /** {@code sun_path} has 108 bytes, the last of which is zero. */
    private static final int LONGEST_PATH = 107;

    private final CLibrary library;
    private final MethodHandle sendTo;
    private final MethodHandle close;
    private final ByteBuffer address;
    private final int descriptor;

    private ForeignDatagrams(CLibrary library, ByteBuffer address) throws Throwable {
        this.library = library;
        this.address = address;
        this.sendTo = library.function(
                "sendto", long.class, int.class, ByteBuffer.class, long.class, int.class, ByteBuffer.class, int.class);
        this.close = library.function("close", int.class, int.class);
        MethodHandle socket = library.function("socket", int.class, int.class, int.class, int.class);
        this.descriptor = (int) socket.invoke(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC, 0);
        if (descriptor < 0) {
            throw new IOException("the system refuses a datagram socket: " + reason(library.errno()));
        }
    }

    static ForeignDatagrams open(Path file, NativeAccess nativeAccess) throws IOException {
        ByteBuffer address = address(file);
        try {
            return new ForeignDatagrams(new CLibrary(nativeAccess.lookup()), address);
        } catch (IOException e) {
            throw e;
        } catch (Throwable e) {
            throw new IOException(
                    "this JVM does not let us have datagram sockets (" + e
                            + "), expected the Agent's stream socket (DD_DOGSTATSD_STREAM_SOCKET) or udp://host:8125",
                    e);
        }
    }

    /** {@code struct sockaddr_un}: the family, two bytes, then the path with a zero at its end. */
    private static ByteBuffer address(Path file) throws IOException {
        byte[] path = file.toString().getBytes(StandardCharsets.UTF_8);
        if (path.length > LONGEST_PATH) {
            throw new IOException("a path of " + path.length + " bytes, expected at most " + LONGEST_PATH);
        }
        return ByteBuffer.allocateDirect(Short.BYTES + path.length + 1)
                .order(ByteOrder.nativeOrder())
                .putShort((short) AF_UNIX)
                .put(path)
                .put((byte) 0)
                .flip();
    }

    @Override
    public boolean send(ByteBuffer packet) throws IOException {
        long sent;
        try {
            sent = (long) sendTo.invokeExact(
                    descriptor, packet, (long) packet.remaining(), MSG_DONTWAIT, address, address.remaining());
        } catch (Throwable e) {
            throw new IOException("cannot send datagrams: " + e, e);
        }
        if (sent >= 0) {
            return true;
        }
        int errno = library.errno();
        if (errno == EAGAIN || errno == ENOBUFS) {
            return false;
        }
        throw new IOException("nobody takes datagrams: " + reason(errno));
    }

    private static String reason(int errno) {
        return REASONS.getOrDefault(errno, "error " + errno + " of the system");
    }

    @Override
    public void close() {
        try {
            int ignored = (int) close.invokeExact(descriptor);
        } catch (Throwable e) {
            // There is nothing else to be done with it.
        }
    }
}
