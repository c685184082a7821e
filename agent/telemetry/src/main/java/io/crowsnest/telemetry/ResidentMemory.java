package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Memory of the machine that the process occupies, as Linux tells it; elsewhere there is no such metric. */
final class ResidentMemory {

    private static final Path STATUS = Path.of("/proc/self/status");
    private static final String FIELD = "VmRSS:";

    private ResidentMemory() {}

    static void bindTo(MeterRegistry registry) {
        if (Files.isReadable(STATUS)) {
            Meters.gauge(registry, Catalogue.PROCESS_RESIDENT_MEMORY, STATUS, ResidentMemory::bytes);
        }
    }

    /** NaN if the file does not say; see proc_pid_status(5). */
    static double bytes(Path status) {
        try {
            for (String line : Files.readAllLines(status)) {
                if (line.startsWith(FIELD) && line.endsWith(" kB")) {
                    String number = line.substring(FIELD.length(), line.length() - " kB".length());
                    return Long.parseLong(number.strip()) * 1024.0;
                }
            }
        } catch (IOException | NumberFormatException unknown) {
            return Double.NaN;
        }
        return Double.NaN;
    }
}
