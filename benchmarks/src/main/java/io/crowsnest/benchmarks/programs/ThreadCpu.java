package io.crowsnest.benchmarks.programs;

import java.io.FileInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;

/** Processor time of the calling thread, without the classes that {@code java.lang.management} would load. */
final class ThreadCpu {

    private ThreadCpu() {}

    /** Nanoseconds on a processor, from the first field of Linux's {@code schedstat}. */
    static long nanos() throws IOException {
        byte[] line = new byte[100];
        int length;
        try (FileInputStream in = new FileInputStream("/proc/thread-self/schedstat")) {
            length = in.read(line);
        }
        String text = new String(line, 0, Math.max(0, length), StandardCharsets.US_ASCII);
        return Long.parseLong(text.substring(0, text.indexOf(' ')));
    }
}
