package io.crowsnest.exporter.spool;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.ExporterHealth;
import java.time.Duration;
import java.util.List;

/** A program that ends before its shipper has had anything to do. */
final class CloseEmptyQueue {

    private CloseEmptyQueue() {}

    public static void main(String[] arguments) {
        Shipper shipper = new Shipper(
                new LogQueue(new DestinationStats("d")),
                Events.IDENTITY,
                new Destination() {
                    @Override
                    public String name() {
                        return "d";
                    }

                    @Override
                    public BatchResult send(List<Document> batch) {
                        throw new IllegalStateException("nothing to send");
                    }

                    @Override
                    public void close() {}
                },
                new ExporterHealth("d"),
                System.out::println);
        shipper.start(Duration.ofHours(1));
        shipper.close(Duration.ofSeconds(10));
    }
}
