package io.crowsnest.demo;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PortRangeTest {

    private ServerSocket otherProgram;
    private int taken;

    @BeforeEach
    void takeOne() throws IOException {
        otherProgram = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
        taken = otherProgram.getLocalPort();
    }

    @AfterEach
    void giveItBack() throws IOException {
        otherProgram.close();
    }

    @Test
    void anotherProgramsPortIsPassedOverAndThatIsSaid() throws IOException {
        PortRange ports = new PortRange(taken, 50);

        int chosen = ports.firstFree();

        assertThat(chosen).isBetween(taken + 1, taken + 49);
        assertThat(ports.notice(chosen))
                .hasValue("Port " + taken + " is taken by another program: the shop uses " + chosen + ".");
    }

    @Test
    void ofTheUsualPortNothingIsSaid() throws IOException {
        otherProgram.close();

        assertThat(new PortRange(taken, 1).firstFree()).isEqualTo(taken);
        assertThat(new PortRange(taken, 1).notice(taken)).isEmpty();
    }

    @Test
    void whereAllAreTakenTheMessageNamesThem() {
        assertThatThrownBy(() -> new PortRange(taken, 1).firstFree())
                .hasMessageContaining("no free port for the shop")
                .hasMessageContaining("from " + taken + " to " + taken);
    }

    @Test
    void theDemoThenEndsWith1BeforeItStartsAnything() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        ByteArrayOutputStream err = new ByteArrayOutputStream();

        int code = new Demo(false, true, new PortRange(taken, 1), print(out)).exitCode(print(err));

        assertThat(code).isEqualTo(1);
        assertThat(err.toString(StandardCharsets.UTF_8)).startsWith("demo: no free port for the shop");
        assertThat(out.toString(StandardCharsets.UTF_8)).isEmpty();
    }

    private static PrintStream print(ByteArrayOutputStream bytes) {
        return new PrintStream(bytes, true, StandardCharsets.UTF_8);
    }
}
