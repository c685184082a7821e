package io.crowsnest.core;

import java.io.IOException;
import java.net.InetAddress;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this machine calls itself. */
final class HostName {

    private HostName() {}

    /** The name, or {@code localhost} if nobody knows. */
    static String get() {
        String given = System.getenv("HOSTNAME");
        if (given != null && !given.isEmpty()) {
            return given;
        }
        try {
            // Linux says it without asking a name server.
            Path kernel = Path.of("/proc/sys/kernel/hostname");
            return Files.isReadable(kernel)
                    ? Files.readString(kernel).strip()
                    : InetAddress.getLocalHost().getHostName();
        } catch (IOException e) {
            return "localhost";
        }
    }
}
