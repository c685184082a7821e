package io.crowsnest.exporter.datadog;

import io.crowsnest.dogstatsd.Malformed;
import io.crowsnest.dogstatsd.StrictServer;
import io.micrometer.core.instrument.MeterRegistry;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Steps of the exporter, one by one and without waiting, to a strict server. */
final class Steps implements AutoCloseable {

    private static final long GAUGE_STEPS = 6;

    private final MeterReading reading;
    private final Step step;
    private final Transport transport;
    private final SendFigures figures = new SendFigures("datadog");
    private final Packets packets;

    Steps(MeterRegistry registry, TimerForm form, Transport transport) {
        this.reading = new MicrometerReading(registry, id -> false);
        this.step = new Step(Origin.of(Map.of("service", "orders"), Map.of(), Path.of("/nowhere")), form, GAUGE_STEPS);
        this.transport = transport;
        this.packets = new Packets(transport, figures);
    }

    Steps(MeterRegistry registry, TimerForm form, StrictServer server) {
        this(registry, form, Transport.to(URI.create(server.url()), NativeAccess.OF_THE_CLASS_PATH));
    }

    void run() {
        packets.begin();
        packets.add(step.run(reading));
        packets.flush();
    }

    /** What the next step sends, as the server would see it. */
    StepResult judge() throws Malformed {
        return StepResult.of(step.run(reading));
    }

    long notFinite() {
        return step.notFinite();
    }

    @Nullable
    String failure() {
        return step.failure();
    }

    Packets packets() {
        return packets;
    }

    SendFigures figures() {
        return figures;
    }

    @Override
    public void close() throws IOException {
        transport.close();
    }
}
