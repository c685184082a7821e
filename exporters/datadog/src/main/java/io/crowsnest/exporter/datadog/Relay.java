package io.crowsnest.exporter.datadog;

import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Takes the DogStatsD that applications send, forwards it to the Agent and shows it to Prometheus.
 *
 * <pre>
 *   RelayUdp, RelayUnix --> Relay --> StatsdLine --> Mirror --> registry
 *                             |
 *                             '--> Packets --> Transport        each line as it came, or RelayAggregator
 * </pre>
 *
 * <p>A line is forwarded byte for byte, also one that we do not understand: the Agent may be newer than we are.
 */
public final class Relay implements AutoCloseable {

    private static final long FLUSH_NANOS = Duration.ofMillis(100).toNanos();
    private static final long AGGREGATE_NANOS = Duration.ofSeconds(2).toNanos();
    private static final long EXPIRE_NANOS = Duration.ofSeconds(10).toNanos();

    private final RelayFigures figures = new RelayFigures();
    private final SendFigures sending = new SendFigures("datadog-relay");
    private final ExporterHealth health = new ExporterHealth("datadog-relay");
    private final Mirror mirror;
    private final @Nullable Transport transport;
    private final long flushNanos;
    private final List<AutoCloseable> listeners = new ArrayList<>();
    private final List<String> urls = new ArrayList<>();
    private final AgentThread flusher = new AgentThread("relay-flush", this::flushOften);

    /** Guarded by this object's monitor, as is what the mirror, the packets and the aggregator hold. */
    private final StatsdLine line = new StatsdLine();

    private final @Nullable Packets packets;
    private final @Nullable RelayAggregator aggregator;
    private long expired = System.nanoTime();
    private boolean isWaiting;
    private boolean isOver;
    private volatile boolean closed;

    private Relay(RelayConfig config, MeterRegistry registry, Mapping mapping) {
        URI forward = config.forward();
        this.mirror = new Mirror(registry, mapping, config.seriesLimit(), figures);
        this.transport = forward == null ? null : Transport.to(forward, config.nativeAccess());
        this.packets = transport == null ? null : new Packets(transport, sending);
        this.aggregator = packets == null || !config.aggregate() ? null : new RelayAggregator(packets);
        this.flushNanos = aggregator == null ? FLUSH_NANOS : AGGREGATE_NANOS;
    }

    /**
     * Starts to listen.
     *
     * @throws IOException if it can't, or the mapping file is none; the message is for the user
     */
    public static Relay start(RelayConfig config, MeterRegistry registry) throws IOException {
        Path mapping = config.mapping();
        Relay relay = new Relay(config, registry, mapping == null ? Mapping.NONE : Mapping.read(mapping));
        try {
            for (URI url : config.listen()) {
                relay.listen(url);
            }
        } catch (IOException | RuntimeException e) {
            relay.close();
            throw e;
        }
        relay.flusher.start();
        return relay;
    }

    private void listen(URI url) throws IOException {
        if ("udp".equals(url.getScheme())) {
            RelayUdp udp = RelayUdp.open(url, this);
            listeners.add(udp);
            urls.add(udp.url());
        } else {
            Path file = Path.of(url.getPath());
            listeners.add(RelayUnix.open(file, this));
            urls.add("unixstream://" + file);
        }
    }

    /** Where it listens. */
    public List<String> urls() {
        return List.copyOf(urls);
    }

    /** How forwarding goes. */
    public ExporterHealth health() {
        return health;
    }

    /** Whether a meter shows what an application sent, and so has gone to the Agent already. */
    public boolean mirrors(Meter.Id id) {
        return mirror.has(id);
    }

    /** Exposes what the relay says about itself. */
    public void bindTo(MeterRegistry registry) {
        figures.bindTo(registry);
        sending.bindTo(registry);
        health.bindTo(registry);
    }

    /** Lines that came so far. */
    public long lines() {
        return figures.lines();
    }

    /** Lines that were not understood so far. */
    public long linesMalformed() {
        return figures.malformed();
    }

    /** Lines that could not be forwarded so far. */
    public long linesDropped() {
        return sending.dropped();
    }

    RelayFigures figures() {
        return figures;
    }

    SendFigures sending() {
        return sending;
    }

    /** Takes a packet: lines with line feeds between them. */
    void take(byte[] bytes, int from, int to) {
        synchronized (this) {
            figures.packet();
            long now = System.nanoTime();
            boolean isEmpty = true;
            int start = from;
            for (int i = from; i <= to; i++) {
                if (i == to || bytes[i] == '\n') {
                    if (i > start) {
                        isEmpty = false;
                        takeLine(bytes, start, i, now);
                    }
                    start = i + 1;
                }
            }
            if (isWaiting || isEmpty) {
                return;
            }
            isWaiting = true;
        }
        LockSupport.unpark(flusher);
    }

    private void takeLine(byte[] bytes, int from, int to, long now) {
        figures.line();
        StatsdLine.Malformed malformed = line.read(bytes, from, to);
        if (malformed != null) {
            figures.malformed(malformed);
        } else {
            show(now);
        }
        Packets out = packets;
        if (out == null) {
            return;
        }
        if (isOver) {
            sending.dropped(SendFigures.Reason.NOT_SENT, 1);
            return;
        }
        if (malformed != null || aggregator == null || !aggregator.take(line)) {
            out.add(bytes, from, to - from);
        }
    }

    /** Whatever is wrong with a meter: the line, and those behind it in its packet, go to the Agent. */
    private void show(long now) {
        try {
            mirror.take(line, now);
        } catch (RuntimeException | Error e) {
            figures.unmirrored(RelayFigures.Unmirrored.FAILED);
            health.failed("cannot show a line: " + e);
        }
    }

    /** Sends what waits for a full packet, and what was summed up. Sleeps while nothing comes. */
    private void flushOften() {
        lookUp();
        while (!closed) {
            try {
                if (awaitLines()) {
                    LockSupport.parkNanos(this, flushNanos);
                    lookUp();
                    flush();
                }
            } catch (RuntimeException | Error e) {
                // The application goes on sending, so we go on forwarding.
                health.failed("cannot forward: " + e);
            }
        }
    }

    /** Not in the monitor, for which those wait who receive. */
    private void lookUp() {
        Transport out = transport;
        if (out != null) {
            out.lookUp();
        }
    }

    private boolean awaitLines() {
        synchronized (this) {
            if (isWaiting) {
                return true;
            }
        }
        LockSupport.parkNanos(this, EXPIRE_NANOS);
        expire();
        return false;
    }

    private synchronized void expire() {
        long now = System.nanoTime();
        if (now - expired >= EXPIRE_NANOS) {
            expired = now;
            mirror.expire(now);
        }
    }

    private synchronized void flush() {
        isWaiting = false;
        expire();
        Packets out = packets;
        if (out == null) {
            return;
        }
        if (aggregator != null) {
            aggregator.flush();
        }
        out.flush();
        String failure = out.failure();
        if (failure == null) {
            health.succeeded();
        } else {
            health.failed(failure);
        }
        out.beginWhereKnown();
    }

    /** Stops to listen, and sends what is left. */
    @Override
    public void close() {
        closed = true;
        for (AutoCloseable each : listeners) {
            try {
                each.close();
            } catch (Exception e) {
                health.failed("cannot close: " + e);
            }
        }
        LockSupport.unpark(flusher);
        synchronized (this) {
            flush();
            // Listeners may still hand over what they had received.
            isOver = true;
            Transport open = transport;
            if (open != null) {
                open.close();
            }
        }
    }
}
