package io.crowsnest.exporter.datadog;

import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import org.newsclub.net.unix.AFUNIXDatagramChannel;
import org.newsclub.net.unix.AFUNIXSocketAddress;

/** Datagrams by junixsocket, for Javas that cannot call the system's own functions. */
final class LibraryDatagrams implements UnixDatagrams {

    private static final String LIBRARY = "/lib/%s-Linux-clang/jni/libjunixsocket-native-2.10.1.so";
    private static final String HINT =
            "Java 22 or newer, the Agent's stream socket (DD_DOGSTATSD_STREAM_SOCKET) or udp://host:8125";

    private static boolean isLoaded;

    private final AFUNIXDatagramChannel channel;
    private final AFUNIXSocketAddress address;

    private LibraryDatagrams(AFUNIXDatagramChannel channel, AFUNIXSocketAddress address) {
        this.channel = channel;
        this.address = address;
    }

    static LibraryDatagrams open(Path file) throws IOException {
        load();
        AFUNIXSocketAddress address = AFUNIXSocketAddress.of(file);
        AFUNIXDatagramChannel channel = AFUNIXDatagramChannel.open();
        channel.configureBlocking(false);
        return new LibraryDatagrams(channel, address);
    }

    /**
     * Loads the native part ahead of junixsocket, which finds that this is done. Alone it would write to the home and the working directory of the
     * application where it may not run anything from the temporary one, and print a stack trace where that does not help.
     */
    private static synchronized void load() throws IOException {
        if (isLoaded) {
            return;
        }
        String architecture = System.getProperty("os.arch", "");
        try (InputStream library = LibraryDatagrams.class.getResourceAsStream(LIBRARY.formatted(architecture))) {
            if (library == null) {
                throw new UnsatisfiedLinkError("it has nothing for " + architecture);
            }
            Path copy = Files.createTempFile("crowsnest-", ".so");
            try {
                Files.copy(library, copy, StandardCopyOption.REPLACE_EXISTING);
                System.load(copy.toString());
            } finally {
                // What is loaded stays without its name.
                Files.delete(copy);
            }
        } catch (IOException | UnsatisfiedLinkError e) {
            String directory = System.getProperty("java.io.tmpdir");
            throw new IOException(
                    "no Unix datagram sockets: their library cannot be loaded from " + directory + " (" + e.getMessage()
                            + ")" + ", expected a java.io.tmpdir where that is allowed, " + HINT,
                    e);
        }
        isLoaded = true;
    }

    @Override
    public boolean send(ByteBuffer packet) throws IOException {
        try {
            return channel.send(packet, address) > 0;
        } catch (IOException e) {
            throw new IOException("nobody takes datagrams: " + e.getMessage(), e);
        }
    }

    @Override
    public void close() {
        try {
            channel.close();
        } catch (IOException e) {
            // There is nothing else to be done with it.
        }
    }
}
