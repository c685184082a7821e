package io.crowsnest.exporter.datadog;

import com.timgroup.statsd.NonBlockingStatsDClient;
import com.timgroup.statsd.NonBlockingStatsDClientBuilder;
import io.crowsnest.meters.RegistryOptions;
import io.crowsnest.meters.StripedMeterRegistry;
import io.crowsnest.telemetry.JvmMetrics;
import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.statsd.StatsdConfig;
import io.micrometer.statsd.StatsdMeterRegistry;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.lang.management.ThreadInfo;
import java.lang.management.ThreadMXBean;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.IntConsumer;
import org.jspecify.annotations.Nullable;

/**
 * What the threads that send cost, one way to Datadog in a JVM of its own: processor time when idle, and processor time and packets for 10,000
 * recordings in a hundred series. Arguments: {@code crowsnest}, {@code crowsnest-jvm} (with the metrics of the JVM, as in an agent), {@code client} or
 * {@code statsd}, then the seconds of each part, which should be whole steps of ten.
 */
final class SendingMeasure {

    private static final int SERIES = 100;
    private static final int RECORDINGS_A_SECOND = 10_000;

    private SendingMeasure() {}

    public static void main(String[] arguments) throws IOException, InterruptedException {
        int seconds = Integer.parseInt(arguments[1]);
        AtomicLong packets = new AtomicLong();
        AtomicLong bytes = new AtomicLong();
        try (DatagramSocket sink = new DatagramSocket(0, InetAddress.getLoopbackAddress())) {
            sink.setReceiveBufferSize(4 << 20);
            Thread reader = new Thread(() -> read(sink, packets, bytes), "sink");
            reader.setDaemon(true);
            reader.start();
            IntConsumer recorder = recorder(arguments[0], sink.getLocalPort());
            for (int i = 0; i < 20_000; i++) {
                recorder.accept(i % SERIES);
            }
            Thread.sleep(15_000);
            long cpu = senders();
            Thread.sleep(seconds * 1000L);
            double idle = (senders() - cpu) / 1e9 / seconds;
            packets.set(0);
            bytes.set(0);
            cpu = senders();
            for (int second = 0; second < seconds; second++) {
                for (int i = 0; i < RECORDINGS_A_SECOND; i++) {
                    recorder.accept(i % SERIES);
                    if (i % 100 == 99) {
                        Thread.sleep(10);
                    }
                }
            }
            Thread.sleep(1000);
            double busy = (senders() - cpu) / 1e6 / seconds;
            System.out.printf(
                    Locale.ROOT,
                    "idle %.4f %% of a core; for 10,000 recordings %.3f ms of processor time, %.1f packets, %.0f bytes%n",
                    100 * idle,
                    busy,
                    packets.get() / (double) seconds,
                    bytes.get() / (double) seconds);
        }
        System.exit(0);
    }

    private static void read(DatagramSocket sink, AtomicLong packets, AtomicLong bytes) {
        DatagramPacket packet = new DatagramPacket(new byte[65_535], 65_535);
        try {
            while (true) {
                sink.receive(packet);
                packets.incrementAndGet();
                bytes.addAndGet(packet.getLength());
            }
        } catch (IOException e) {
            // Closed.
        }
    }

    private static IntConsumer recorder(String way, int port) {
        return switch (way) {
            case "crowsnest" -> crowsnest(port, false);
            case "crowsnest-jvm" -> crowsnest(port, true);
            case "client" -> client(port);
            case "statsd" -> statsd(port);
            default ->
                throw new IllegalArgumentException(way + ", expected crowsnest, crowsnest-jvm, client or statsd");
        };
    }

    private static IntConsumer crowsnest(int port, boolean withJvm) {
        StripedMeterRegistry registry = new StripedMeterRegistry(RegistryOptions.defaults());
        if (withJvm) {
            JvmMetrics.bindTo(registry);
        }
        List<Counter> counters = counters(registry);
        export(registry, port).bindTo(registry);
        return i -> counters.get(i).increment();
    }

    /** Sends what the agent's registry has, as the agent does. */
    static DatadogExporter export(StripedMeterRegistry registry, int port) {
        DatadogConfig config = new DatadogConfig(
                URI.create("udp://127.0.0.1:" + port),
                TimerForm.DISTRIBUTION,
                Duration.ofSeconds(10),
                "measure",
                Map.of("service", "measure"),
                "0",
                NativeAccess.OF_THE_CLASS_PATH);
        return DatadogExporter.start(config, new MicrometerReading(registry, id -> false), Watched.NOTHING);
    }

    private static IntConsumer client(int port) {
        NonBlockingStatsDClient client = new NonBlockingStatsDClientBuilder()
                .hostname("127.0.0.1")
                .port(port)
                .enableTelemetry(false)
                .build();
        String[] tags = new String[SERIES];
        for (int i = 0; i < SERIES; i++) {
            tags[i] = "shop:s" + i;
        }
        return i -> client.count("orders", 1, "kind:new", tags[i]);
    }

    private static IntConsumer statsd(int port) {
        StatsdConfig config = new StatsdConfig() {
            @Override
            public @Nullable String get(String key) {
                return key.equals("statsd.host") ? "127.0.0.1" : key.equals("statsd.port") ? "" + port : null;
            }
        };
        List<Counter> counters = counters(new StatsdMeterRegistry(config, Clock.SYSTEM));
        return i -> counters.get(i).increment();
    }

    private static List<Counter> counters(MeterRegistry registry) {
        List<Counter> counters = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            counters.add(registry.counter("orders", "kind", "new", "shop", "s" + i));
        }
        return counters;
    }

    /** Processor time of all threads but the one that records, the one that reads, and those of the JVM, in nanoseconds. */
    private static long senders() {
        ThreadMXBean threads = ManagementFactory.getThreadMXBean();
        long nanos = 0;
        for (ThreadInfo each : threads.getThreadInfo(threads.getAllThreadIds())) {
            if (each != null
                    && !List.of(
                                    "main",
                                    "sink",
                                    "Common-Cleaner",
                                    "Finalizer",
                                    "Reference Handler",
                                    "Signal Dispatcher",
                                    "Notification Thread")
                            .contains(each.getThreadName())) {
                nanos += Math.max(0, threads.getThreadCpuTime(each.getThreadId()));
            }
        }
        return nanos;
    }
}
