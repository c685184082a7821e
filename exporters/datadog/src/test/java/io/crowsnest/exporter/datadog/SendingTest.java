package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.dogstatsd.Message.Sample;
import io.crowsnest.dogstatsd.StrictServer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.io.IOException;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.ByteBuffer;
import java.nio.channels.UnsupportedAddressTypeException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import jnr.unixsocket.UnixDatagramChannel;
import jnr.unixsocket.UnixSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SendingTest {

    private static final int SERIES = 1000;

    private final MeterRegistry registry = Registry.create();

    @TempDir
    private Path folder;

    @Test
    void aThousandSeriesFitIntoFortyDatagrams() throws Exception {
        try (StrictServer server = StrictServer.udp();
                Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, server)) {
            changeAll();
            steps.run();
            Await.until("all lines", () -> server.lines() == SERIES);

            assertThat(server.packets()).isLessThanOrEqualTo(40);
            assertThat(server.largestPacket()).isLessThanOrEqualTo(1432);
            assertThat(server.complaints()).isEmpty();
        }
    }

    @Test
    void aThousandSeriesFitIntoEightPacketsOnASocketFile() throws Exception {
        try (StrictServer server = StrictServer.unixStream(folder.resolve("dsd"));
                Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, server)) {
            changeAll();
            steps.run();
            Await.until("all lines", () -> server.lines() == SERIES);

            assertThat(server.packets()).isLessThanOrEqualTo(8);
            assertThat(server.complaints()).isEmpty();
        }
    }

    @Test
    void aThousandSeriesFitIntoEightDatagramsOnASocketFile() throws Exception {
        try (StrictServer server = StrictServer.unixDatagram(folder.resolve("dsd"));
                Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, server)) {
            changeAll();
            steps.run();
            Await.until("all lines", () -> server.lines() == SERIES);

            assertThat(server.packets()).isLessThanOrEqualTo(8);
            assertThat(server.complaints()).isEmpty();
            assertThat(steps.figures().dropped()).isZero();
        }
    }

    /** More than the system keeps for a reader. */
    @Test
    void anAgentThatReadsGetsHundredDatagramsInARow() throws Exception {
        try (StrictServer server = StrictServer.unixDatagram(folder.resolve("dsd"));
                Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, server)) {
            List<io.micrometer.core.instrument.Tag> halfAPacket = new ArrayList<>();
            for (int i = 0; i < 25; i++) {
                halfAPacket.add(io.micrometer.core.instrument.Tag.of("k" + i, "v".repeat(180)));
            }
            for (int i = 0; i < 100; i++) {
                registry.counter("counter." + i, halfAPacket).increment();
            }
            steps.run();
            Await.until("all lines", () -> server.lines() == 100);

            assertThat(server.packets()).isEqualTo(100);
            assertThat(steps.figures().dropped()).isZero();
        }
    }

    @Test
    void ofASocketFileItFindsOutTheKind() throws Exception {
        Path file = folder.resolve("dsd");
        try (Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, unix(file))) {
            try (StrictServer stream = StrictServer.unixStream(file)) {
                step(steps);
                Await.until("a step over a stream", () -> stream.lines() == 1);
            }
            try (StrictServer datagrams = StrictServer.unixDatagram(file)) {
                step(steps);
                Await.until("a step as a datagram", () -> datagrams.lines() == 1);
            }
            try (StrictServer stream = StrictServer.unixStream(file)) {
                step(steps);
                Await.until("a step over a stream again", () -> stream.lines() == 1);
            }
            assertThat(steps.figures().dropped()).isZero();
        }
    }

    @Test
    void aDatagramSocketThatIsMadeAnewGetsTheNextStep() throws Exception {
        Path file = folder.resolve("dsd");
        try (Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, unix(file))) {
            step(steps);
            assertThat(steps.packets().failure()).contains(file.toString());
            for (int start = 1; start <= 3; start++) {
                try (StrictServer agent = StrictServer.unixDatagram(file)) {
                    step(steps);
                    Await.until("the next step", () -> agent.lines() == 1);
                    assertThat(steps.packets().failure()).isNull();
                }
                step(steps);
                assertThat(steps.figures().dropped(SendFigures.Reason.NOT_SENT)).isEqualTo(1 + start);
                assertThat(steps.packets().failure()).contains("nobody takes datagrams");
            }
        }
    }

    @Test
    void anAgentThatDoesNotReadIsWaitedForOnlyOnce() throws Exception {
        Path file = folder.resolve("dsd");
        try (UnixDatagramChannel agent = UnixDatagramChannel.open();
                Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, unix(file))) {
            agent.bind(new UnixSocketAddress(file.toFile()));
            while (steps.figures().dropped() == 0) {
                step(steps);
            }
            assertThat(steps.packets().failure()).contains("takes nothing");
            long sent = steps.figures().lines();
            for (int i = 0; i < 10_000; i++) {
                step(steps);
            }
            assertThat(steps.figures().dropped(SendFigures.Reason.NOT_SENT)).isEqualTo(10_001);

            agent.configureBlocking(false);
            for (int i = 0; i < sent; i++) {
                agent.receive(ByteBuffer.allocate(8192));
            }
            step(steps);
            assertThat(steps.packets().failure()).isNull();
        }
    }

    @Test
    void aPathThatNoSocketCanHaveIsNotTriedWithoutAWord() throws Exception {
        try (Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, unix(folder.resolve("long".repeat(30))))) {
            step(steps);

            assertThat(steps.packets().failure()).containsIgnoringCase("path");
        }
    }

    @Test
    void withoutAnAgentTheGapIsCountedAndTheNextStepArrives() throws Exception {
        int port = freePort();
        Steps steps = new Steps(
                registry,
                TimerForm.DISTRIBUTION,
                Transport.to(URI.create("udp://127.0.0.1:" + port), NativeAccess.OF_THE_CLASS_PATH));
        step(steps);
        step(steps);
        long lost = steps.figures().dropped(SendFigures.Reason.REFUSED)
                + steps.figures().dropped(SendFigures.Reason.NOT_SENT);
        assertThat(lost).isPositive();
        assertThat(steps.packets().failure()).isNotNull();

        try (StrictServer server = StrictServer.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port))) {
            step(steps);
            Await.until("the next step", () -> server.lines() == 1);
        }
        steps.close();
    }

    @Test
    void anAgentThatRestartsOnItsSocketFileHearsTheNextStep() throws Exception {
        Path file = folder.resolve("dsd");
        StrictServer first = StrictServer.unixStream(file);
        Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, first);
        step(steps);
        Await.until("the first step", () -> first.lines() == 1);
        first.close();
        step(steps);
        assertThat(steps.figures().dropped(SendFigures.Reason.NOT_SENT)).isOne();
        assertThat(steps.packets().failure()).contains(file.toString());

        try (StrictServer second = StrictServer.unixStream(file)) {
            step(steps);
            Await.until("the step after", () -> second.lines() == 1);
            assertThat(steps.packets().failure()).isNull();
        }
        steps.close();
    }

    @Test
    void aSocketFileThatWasReplacedBetweenTwoStepsLosesNothing() throws Exception {
        Path file = folder.resolve("dsd");
        StrictServer first = StrictServer.unixStream(file);
        Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, first);
        step(steps);
        Await.until("the first step", () -> first.lines() == 1);
        first.close();

        try (StrictServer second = StrictServer.unixStream(file)) {
            step(steps);
            Await.until("the step after", () -> second.lines() == 1);
            assertThat(steps.figures().dropped(SendFigures.Reason.NOT_SENT)).isZero();
        }
        steps.close();
    }

    @Test
    void followsAnAgentToAnotherAddress() throws Exception {
        AtomicReference<InetAddress> address = new AtomicReference<>(InetAddress.getLoopbackAddress());
        int port = freePort();
        try (StrictServer here = StrictServer.udp(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                StrictServer there = StrictServer.udp(new InetSocketAddress("127.0.0.2", port));
                Steps steps = new Steps(
                        registry, TimerForm.DISTRIBUTION, new UdpTransport("agent", port, host -> address.get()))) {
            step(steps);
            Await.until("the first step", () -> here.lines() == 1);
            address.set(InetAddress.getByName("127.0.0.2"));
            step(steps);
            Await.until("the step after", () -> there.lines() == 1);
        }
    }

    @Test
    void aSystemThatRefusesToConnectIsAskedAgain() throws Exception {
        // Like a network that is not up yet: connecting fails at once, without the right to send to everybody.
        InetAddress everybody = InetAddress.getByName("255.255.255.255");
        try (Steps steps =
                new Steps(registry, TimerForm.DISTRIBUTION, new UdpTransport("agent", 8125, host -> everybody))) {
            step(steps);
            step(steps);

            assertThat(steps.figures().dropped(SendFigures.Reason.NOT_SENT)).isEqualTo(2);
        }
    }

    @Test
    void whatASocketDoesNotTakeForWhateverReasonIsLostOnceAndHarmsNoLaterStep() throws IOException {
        Obstinate transport = new Obstinate();
        try (Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, transport)) {
            step(steps);
            assertThat(steps.packets().failure()).isEqualTo("UnsupportedAddressTypeException");
            assertThat(steps.figures().dropped(SendFigures.Reason.NOT_SENT)).isOne();
            assertThat(steps.figures().lines()).isZero();

            transport.isWilling = true;
            step(steps);
            assertThat(steps.packets().failure()).isNull();
            assertThat(steps.figures().dropped(SendFigures.Reason.NOT_SENT)).isOne();
            assertThat(steps.figures().lines()).isOne();
            assertThat(transport.taken).isEqualTo("c:1|c");
        }
    }

    /** Like a socket of version 4 for an address of version 6, which fails with no {@link IOException}. */
    private static final class Obstinate implements Transport {

        private boolean isWilling;
        private String taken = "";

        @Override
        public void send(ByteBuffer packet) {
            if (!isWilling) {
                throw new UnsupportedAddressTypeException();
            }
            String lines = StandardCharsets.UTF_8.decode(packet).toString();
            taken = lines.substring(0, lines.indexOf("|#"));
        }

        @Override
        public boolean wasRefused() {
            return false;
        }

        @Override
        public void refresh() {}

        @Override
        public int packetSize() {
            return UdpTransport.PACKET_SIZE;
        }

        @Override
        public void close() {}
    }

    @Test
    void aLineThatFitsInNoPacketIsDroppedAndCounted() throws Exception {
        List<io.micrometer.core.instrument.Tag> tags = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            tags.add(io.micrometer.core.instrument.Tag.of("k" + i, "v".repeat(150)));
        }
        registry.counter("long", tags).increment();
        try (StrictServer server = StrictServer.udp();
                Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, server)) {
            step(steps);
            Await.until("the other line", () -> server.lines() == 1);

            assertThat(steps.figures().dropped(SendFigures.Reason.TOO_LONG)).isOne();
        }
    }

    @Test
    void someValuesInEachOfManyBucketsArriveAllOfThem() throws Exception {
        Timer timer = Timer.builder("http.server.requests")
                .tag("uri", "/a/long/route/".repeat(13))
                .serviceLevelObjectives(IntStream.rangeClosed(1, 14)
                        .mapToObj(each -> Duration.ofMillis(7L * each))
                        .toArray(Duration[]::new))
                .register(registry);
        for (int i = 0; i < 14 * 12; i++) {
            timer.record(Duration.ofNanos(583_333L * i));
        }
        try (StrictServer server = StrictServer.udp();
                Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, server)) {
            steps.run();

            assertThat(steps.figures().dropped()).isZero();
            Await.until(
                    "all values",
                    () -> server.messages(Sample.class).stream()
                                    .mapToInt(each -> each.values().size())
                                    .sum()
                            == 14 * 12);
        }
    }

    @Test
    void saysWhatToDoAboutADatagramSocket() throws Exception {
        Path file = folder.resolve("dsd");
        try (UnixDatagramChannel agent = UnixDatagramChannel.open()) {
            agent.bind(new UnixSocketAddress(file.toFile()));
            Steps steps = new Steps(registry, TimerForm.DISTRIBUTION, new UnixStreamTransport(file));
            step(steps);

            assertThat(steps.packets().failure())
                    .contains(
                            "it is a datagram socket, expected a stream socket (the Agent's DD_DOGSTATSD_STREAM_SOCKET) or unix://");
            steps.close();
        }
    }

    @Test
    void saysWhatADestinationMustLookLike() {
        assertThatThrownBy(() -> Transport.to(URI.create("http://agent:8126"), NativeAccess.OF_THE_CLASS_PATH))
                .hasMessageContaining("expected udp://host:8125 or unix:///path");
        for (String port : List.of("port", "65536", "-1")) {
            URI url = URI.create("udp://agent_1:" + port);
            assertThatThrownBy(() -> Transport.to(url, NativeAccess.OF_THE_CLASS_PATH))
                    .hasMessageContaining("expected udp://host:8125");
        }
    }

    private static Transport unix(Path file) {
        return Transport.to(URI.create("unix://" + file), NativeAccess.OF_THE_CLASS_PATH);
    }

    private void changeAll() {
        for (int i = 0; i < SERIES; i++) {
            registry.counter("shop.orders.placed", "shop", "s" + i).increment(i + 1.0);
        }
    }

    private void step(Steps steps) {
        registry.counter("c").increment();
        steps.run();
    }

    private static int freePort() throws IOException {
        try (DatagramSocket socket = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
