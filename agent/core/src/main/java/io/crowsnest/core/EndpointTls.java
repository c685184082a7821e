package io.crowsnest.core;

import io.crowsnest.exporter.prometheus.TlsSource;
import io.crowsnest.exporter.spool.tls.Tls;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLContext;
import org.jspecify.annotations.Nullable;

/** The metrics endpoint's certificate from PEM files, read again when one of them has changed. */
final class EndpointTls implements TlsSource {

    private static final long LOOK_EVERY_NANOS = 1_000_000_000;

    private final Path certificate;
    private final Path key;
    private final @Nullable Path clientCa;
    private final Consumer<String> complaints;
    private SSLContext context;
    private List<FileTime> read;
    private long looked = System.nanoTime();

    /**
     * Reads the files.
     *
     * @param clientCa authorities of clients, or null if these need no certificate
     * @param complaints hears of files that changed into something that is of no use; what was valid stays
     * @throws IOException with a message that names the file that is of no use
     */
    EndpointTls(Path certificate, Path key, @Nullable Path clientCa, Consumer<String> complaints) throws IOException {
        this.certificate = certificate;
        this.key = key;
        this.clientCa = clientCa;
        this.complaints = complaints;
        this.read = times();
        this.context = Tls.context(clientCa, certificate, key);
    }

    @Override
    public synchronized SSLContext context() {
        long now = System.nanoTime();
        if (now - looked >= LOOK_EVERY_NANOS) {
            looked = now;
            reload();
        }
        return context;
    }

    private void reload() {
        try {
            List<FileTime> times = times();
            if (!times.equals(read)) {
                // Also if it fails: half a pair of files is not looked at twice.
                read = times;
                context = Tls.context(clientCa, certificate, key);
            }
        } catch (IOException e) {
            complaints.accept("certificate not reloaded: " + e.getMessage());
        }
    }

    private List<FileTime> times() throws IOException {
        List<FileTime> times = new ArrayList<>();
        for (Path file : clientCa == null ? List.of(certificate, key) : List.of(certificate, key, clientCa)) {
            times.add(Files.getLastModifiedTime(file));
        }
        return times;
    }

    @Override
    public boolean wantsClientCertificate() {
        return clientCa != null;
    }
}
