package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.withinPercentage;

import io.crowsnest.dogstatsd.StrictServer;
import io.crowsnest.dogstatsd.Totals.Total;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What several threads record while steps are sent arrives: counts to the unit, sums to one in a thousand millions. */
final class MillionRecordingsTest {

    private static final int THREADS = 4;
    private static final int EACH = 250_000;
    private static final int SERIES = 20;

    @TempDir
    private Path folder;

    @ParameterizedTest
    @EnumSource(TimerForm.class)
    void arriveExactly(TimerForm form) throws Exception {
        MeterRegistry registry = Registry.create();
        List<Counter> counters = new ArrayList<>();
        List<Timer> timers = new ArrayList<>();
        List<DistributionSummary> summaries = new ArrayList<>();
        for (int i = 0; i < SERIES; i++) {
            counters.add(registry.counter("c", "i", "n" + i));
            timers.add(Timer.builder("t")
                    .tag("i", "n" + i)
                    .serviceLevelObjectives(
                            Duration.ofMillis(5), Duration.ofMillis(50), Duration.ofMillis(500), Duration.ofSeconds(5))
                    .register(registry));
            summaries.add(DistributionSummary.builder("s").tag("i", "n" + i).register(registry));
        }
        try (StrictServer server =
                        StrictServer.unixStream(folder.resolve("dsd")).keeping(0);
                Steps steps = new Steps(registry, form, server)) {
            List<Thread> threads = new ArrayList<>();
            for (int n = 0; n < THREADS; n++) {
                Random random = new Random(n);
                threads.add(new Thread(() -> {
                    for (int i = 0; i < EACH; i++) {
                        int series = random.nextInt(SERIES);
                        switch (random.nextInt(3)) {
                            case 0 -> counters.get(series).increment(random.nextInt(1000) / 8.0);
                            case 1 ->
                                timers.get(series)
                                        .record((long) Math.exp(random.nextDouble() * 24), TimeUnit.NANOSECONDS);
                            default -> summaries.get(series).record(random.nextInt(1_000_000) / 16.0);
                        }
                    }
                }));
            }
            threads.forEach(Thread::start);
            while (threads.stream().anyMatch(Thread::isAlive)) {
                steps.run();
                Thread.sleep(5);
            }
            steps.run();
            Await.until("all lines", () -> server.lines() == steps.figures().lines());

            assertThat(server.complaints()).isEmpty();
            for (int i = 0; i < SERIES; i++) {
                String tags = "i:n" + i + ",service:orders";
                assertThat(server.totals().of("c|c|" + tags).sum())
                        .isCloseTo(counters.get(i).count(), withinPercentage(1e-7));
                compare(
                        server,
                        form,
                        "t",
                        tags,
                        timers.get(i).count(),
                        timers.get(i).totalTime(TimeUnit.SECONDS));
                compare(
                        server,
                        form,
                        "s",
                        tags,
                        summaries.get(i).count(),
                        summaries.get(i).totalAmount());
            }
        }
    }

    private static void compare(StrictServer server, TimerForm form, String name, String tags, long count, double sum) {
        long arrived;
        double total;
        if (form == TimerForm.COUNTS) {
            arrived = (long) server.totals().of(name + ".count|c|" + tags).sum();
            total = server.totals().of(name + ".sum|c|" + tags).sum();
        } else {
            Total figures = server.totals().of(name + "|" + (form == TimerForm.HISTOGRAM ? "h" : "d") + "|" + tags);
            arrived = figures.count();
            total = figures.sum();
        }
        assertThat(arrived).isEqualTo(count);
        assertThat(total).isCloseTo(sum, withinPercentage(1e-7));
    }
}
