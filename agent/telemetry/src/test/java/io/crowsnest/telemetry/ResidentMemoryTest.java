package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ResidentMemoryTest {

    @TempDir
    private Path directory;

    @Test
    void kibibytes_become_bytes() throws IOException {
        assertThat(ResidentMemory.bytes(status("Name:\tjava\nVmHWM:\t  300000 kB\nVmRSS:\t  204800 kB\n")))
                .isEqualTo(200 << 20);
    }

    @Test
    void what_is_not_said_is_not_known() throws IOException {
        assertThat(ResidentMemory.bytes(status("Name:\tjava\n"))).isNaN();
        assertThat(ResidentMemory.bytes(directory.resolve("absent"))).isNaN();
    }

    private Path status(String text) throws IOException {
        return Files.writeString(directory.resolve("status"), text);
    }
}
