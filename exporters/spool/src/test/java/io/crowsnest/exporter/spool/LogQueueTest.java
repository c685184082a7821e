package io.crowsnest.exporter.spool;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.telemetry.DestinationStats;
import io.crowsnest.telemetry.LogEvent;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class LogQueueTest {

    private final DestinationStats stats = new DestinationStats("test");

    @Test
    void holdsAsManyEventsAsItMayAndCountsTheRest() {
        LogQueue queue = new LogQueue(stats, 10, 1 << 20);

        for (int i = 0; i < 15; i++) {
            queue.accept(Events.event(i, "m"));
        }

        assertThat(queue.size()).isEqualTo(10);
        assertThat(stats.dropped()).isEqualTo(5);
        assertThat(stats.pending()).isEqualTo(10);
    }

    @Test
    void isBoundedByBytesToo() {
        LogQueue queue = new LogQueue(stats, 1000, 10_000);

        for (int i = 0; i < 20; i++) {
            queue.accept(Events.event(i, "x".repeat(1000)));
        }

        assertThat(queue.size()).isEqualTo(8);
        assertThat(stats.dropped()).isEqualTo(12);
    }

    @Test
    void takesAnEventWithNothingInIt() {
        LogQueue queue = new LogQueue(stats);
        Map<String, String> labels = new HashMap<>();
        labels.put(null, null);

        queue.accept(new LogEvent(
                1, null, null, null, null, null, labels, List.of(), null, new LogEvent.Failure(null, null, null)));

        assertThat(queue.poll()).isNotNull();
    }

    @Test
    void hasRoomAgainForWhatWasTaken() {
        LogQueue queue = new LogQueue(stats, 1, 10_000);
        queue.accept(Events.event(1, "m"));
        queue.poll();

        queue.accept(Events.event(2, "m"));

        assertThat(stats.dropped()).isZero();
    }

    @Test
    void wakesTheConsumer() throws InterruptedException {
        LogQueue queue = new LogQueue(stats);
        Thread consumer = new Thread(() -> {
            while (queue.size() == 0) {
                queue.await(1, Long.MAX_VALUE);
            }
        });
        consumer.start();

        queue.accept(Events.event(1, "m"));

        consumer.join(10_000);
        assertThat(consumer.isAlive()).isFalse();
    }

    @Test
    void isFillingFromTheHalfOfEitherBound() {
        LogQueue manyEvents = new LogQueue(stats, 4, 1 << 20);
        LogQueue manyBytes = new LogQueue(stats, 1000, 10_000);
        assertThat(manyEvents.isFilling()).isFalse();

        manyEvents.accept(Events.event(1, "m"));
        manyEvents.accept(Events.event(2, "m"));
        manyBytes.accept(Events.event(1, "x".repeat(5_000)));

        assertThat(manyEvents.isFilling()).isTrue();
        assertThat(manyBytes.isFilling()).isTrue();
    }

    /** It is made and filled while the application starts, where every class that is loaded costs. */
    @Test
    void loadsNeitherTheJsonLibrariesNorAnythingElseOfSize() throws Exception {
        Process process = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xshare:auto",
                        "-Xlog:class+load",
                        "-cp",
                        System.getProperty("java.class.path"),
                        FillQueue.class.getName())
                .redirectErrorStream(true)
                .start();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

        assertThat(process.waitFor()).isZero();
        List<String> others = output.substring(output.indexOf("FillQueue"))
                .lines()
                .filter(line -> !line.contains("shared objects file") && !line.contains("io.crowsnest."))
                .skip(1)
                .toList();
        assertThat(others).hasSizeLessThan(10).allMatch(line -> line.contains("source: jrt:/java.base"));
    }

    @Test
    void countsEveryEventOnceWhenItIsClosedUnderLoad() throws InterruptedException {
        for (int round = 0; round < 50; round++) {
            DestinationStats each = new DestinationStats("test");
            LogQueue queue = new LogQueue(each, 100_000, 1 << 30);
            AtomicBoolean stop = new AtomicBoolean();
            CountDownLatch running = new CountDownLatch(2);
            List<Thread> loggers = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                Thread logger = new Thread(() -> {
                    for (int n = 0; !stop.get(); n++) {
                        queue.accept(Events.event(n, Thread.currentThread().getName()));
                        running.countDown();
                    }
                });
                logger.start();
                loggers.add(logger);
            }
            running.await();

            queue.close();
            stop.set(true);
            for (Thread logger : loggers) {
                logger.join();
            }

            assertThat(each.pending()).isZero();
        }
    }
}
