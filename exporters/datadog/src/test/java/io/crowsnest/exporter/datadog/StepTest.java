package io.crowsnest.exporter.datadog;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import io.crowsnest.dogstatsd.Malformed;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.net.URI;
import java.time.Duration;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

final class StepTest {

    private final MeterRegistry registry = Registry.create();
    private final Steps steps = steps(TimerForm.DISTRIBUTION);

    private Steps steps(TimerForm form) {
        return new Steps(registry, form, Transport.to(URI.create("udp://127.0.0.1:9"), NativeAccess.OF_THE_CLASS_PATH));
    }

    private Timer timer() {
        return Timer.builder("t")
                .serviceLevelObjectives(Duration.ofMillis(10), Duration.ofMillis(100), Duration.ofSeconds(1))
                .register(registry);
    }

    @Test
    void aCounterSendsWhatIsNew() throws Malformed {
        Counter counter = registry.counter("orders.placed", "kind", "new");
        counter.increment(2);
        assertThat(steps.judge().lines()).containsExactly("orders.placed:2|c|#kind:new,service:orders");
        counter.increment(0.25);
        assertThat(steps.judge().lines()).containsExactly("orders.placed:0.25|c|#kind:new,service:orders");
        assertThat(steps.judge().lines()).isEmpty();
    }

    @Test
    void aFunctionCounterThatStartsAgainSendsItsNewTotal() throws Malformed {
        AtomicLong source = new AtomicLong(5);
        FunctionCounter.builder("f", source, AtomicLong::get).register(registry);
        assertThat(steps.judge().lines()).containsExactly("f:5|c|#service:orders");
        source.set(3);
        assertThat(steps.judge().sum()).isIn(0.0, 3.0);
    }

    @Test
    void aFunctionThatFailsCostsNothingButItsOwnLineAndSendsWhatIsNewWhenItIsBack() throws Malformed {
        AtomicLong source = new AtomicLong(5);
        FunctionCounter.builder("f", source, each -> {
                    if (each.get() < 0) {
                        throw new NoClassDefFoundError("com/example/Undeployed");
                    }
                    return each.get();
                })
                .register(registry);
        assertThat(steps.judge().lines()).containsExactly("f:5|c|#service:orders");
        source.set(-1);
        registry.counter("whole").increment();
        assertThat(steps.judge().lines()).containsExactly("whole:1|c|#service:orders");
        source.set(7);
        assertThat(steps.judge().lines()).containsExactly("f:2|c|#service:orders");
    }

    @Test
    void aGaugeSendsChangesAndAlsoOnceAMinute() throws Malformed {
        AtomicReference<Double> value = new AtomicReference<>(1.5);
        Gauge.builder("g", value, AtomicReference::get).register(registry);
        assertThat(steps.judge().lines()).containsExactly("g:1.5|g|#service:orders");
        for (int i = 0; i < 5; i++) {
            assertThat(steps.judge().lines()).isEmpty();
        }
        assertThat(steps.judge().lines()).containsExactly("g:1.5|g|#service:orders");
        value.set(2.0);
        assertThat(steps.judge().lines()).containsExactly("g:2|g|#service:orders");
    }

    @Test
    void aGaugeThatIsNoNumberIsNotSent() throws Malformed {
        Gauge.builder("nan", () -> Double.NaN).register(registry);
        Gauge.builder("inf", () -> Double.NEGATIVE_INFINITY).register(registry);

        assertThat(steps.judge().lines()).isEmpty();
    }

    @Test
    void aTimerSendsItsValuesPackedIntoOneLine() throws Malformed {
        Timer timer = timer();
        timer.record(4, TimeUnit.MILLISECONDS);
        timer.record(40, TimeUnit.MILLISECONDS);
        timer.record(400, TimeUnit.MILLISECONDS);

        StepResult result = steps.judge();

        assertThat(result.lines()).hasSize(1);
        assertThat(result.count()).isEqualTo(3);
        assertThat(result.sum()).isCloseTo(0.444, within(1e-11));
        assertThat(result.max()).isBetween(0.1, 0.4);
    }

    @Test
    void manyValuesOfOneBucketAreOneValueWithAWeight() throws Malformed {
        Timer timer = timer();
        for (int i = 0; i < 49_999; i++) {
            timer.record(50_000 + i, TimeUnit.MICROSECONDS);
        }
        StepResult result = steps.judge();

        assertThat(result.lines()).hasSize(1);
        assertThat(result.samples().get(0).rate()).isCloseTo(1 / 49_999.0, within(1e-15));
        assertThat(result.count()).isEqualTo(49_999);
        assertThat(result.sum()).isCloseTo(timer.totalTime(TimeUnit.SECONDS), within(1e-7));
    }

    @Test
    void aValueAboveAllBoundsIsSentAsWhatItWas() throws Malformed {
        timer().record(7, TimeUnit.SECONDS);

        assertThat(steps.judge().lines()).containsExactly("t:7|d|#service:orders");
    }

    @Test
    void nothingBelowAMicrosecondIsLost() throws Malformed {
        registry.timer("t").record(123, TimeUnit.NANOSECONDS);

        assertThat(steps.judge().lines()).containsExactly("t:1.23E-7|d|#service:orders");
    }

    @Test
    void aTimerWithoutHistogramSendsItsLargestValueAndTheMeanOfTheOthers() throws Malformed {
        Timer timer = registry.timer("t");
        timer.record(1, TimeUnit.SECONDS);
        timer.record(2, TimeUnit.SECONDS);
        timer.record(9, TimeUnit.SECONDS);

        assertThat(steps.judge().lines()).containsExactly("t:9|d|#service:orders", "t:1.5|d|@0.5|#service:orders");
    }

    @Test
    void aTimerCanBeAHistogram() throws Malformed {
        timer().record(7, TimeUnit.SECONDS);

        assertThat(steps(TimerForm.HISTOGRAM).judge().lines()).containsExactly("t:7|h|#service:orders");
    }

    @Test
    void aTimerCanBeThreeExactMetrics() throws Malformed {
        Timer timer = timer();
        timer.record(7, TimeUnit.SECONDS);
        timer.record(1, TimeUnit.SECONDS);

        assertThat(steps(TimerForm.COUNTS).judge().lines())
                .containsExactly(
                        "t.count:2|c|#service:orders", "t.sum:8|c|#service:orders", "t.max:7|g|#service:orders");
    }

    @Test
    void aSummaryIsADistributionInItsOwnUnit() throws Malformed {
        DistributionSummary.builder("s")
                .serviceLevelObjectives(1, 10)
                .register(registry)
                .record(7);

        assertThat(steps.judge().lines()).containsExactly("s:7|d|#service:orders");
    }

    @Test
    void anInfiniteValueIsLeftOutAndCountedAndTheOthersGoOn() throws Malformed {
        DistributionSummary histogram =
                DistributionSummary.builder("h").serviceLevelObjectives(1, 10).register(registry);
        DistributionSummary plain = DistributionSummary.builder("p").register(registry);
        histogram.record(7);
        histogram.record(Double.POSITIVE_INFINITY);
        histogram.record(70);
        plain.record(Double.POSITIVE_INFINITY);
        plain.record(3);

        StepResult first = steps.judge();
        assertThat(first.count()).isEqualTo(3);
        assertThat(first.sum()).isCloseTo(80, within(1e-9));
        assertThat(steps.notFinite()).isEqualTo(2);
        assertThat(steps.failure()).startsWith("metric left out: ");

        histogram.record(5);
        plain.record(4);
        StepResult second = steps.judge();
        assertThat(second.count()).isEqualTo(2);
        assertThat(second.sum()).isCloseTo(9, within(1e-9));
        assertThat(steps.notFinite()).isZero();
        assertThat(steps.failure()).isNull();
    }

    @Test
    void aTotalThatIsNoNumberIsSaidWithEveryStep() throws Malformed {
        AtomicReference<Double> total = new AtomicReference<>(Double.NaN);
        FunctionCounter.builder("c", total, AtomicReference::get).register(registry);
        assertThat(steps.judge().lines()).isEmpty();
        assertThat(steps.notFinite()).isOne();

        total.set(3.0);
        assertThat(steps.judge().lines()).containsExactly("c:3|c|#service:orders");
        assertThat(steps.notFinite()).isZero();
    }

    @Test
    void aFunctionTimerSendsTheMeanOfItsNewValues() throws Malformed {
        AtomicLong count = new AtomicLong(4);
        FunctionTimer.builder("f", count, AtomicLong::get, c -> c.get() * 500.0, TimeUnit.MILLISECONDS)
                .register(registry);

        assertThat(steps.judge().lines()).containsExactly("f:0.5|d|@0.25|#service:orders");
    }

    @Test
    void aLongTaskTimerSendsWhatIsRunningNow() throws Malformed {
        LongTaskTimer.builder("l").register(registry).start();

        assertThat(steps.judge().samples())
                .extracting(s -> s.name() + s.type())
                .containsExactlyInAnyOrder("l.activeg", "l.durationg", "l.maxg");
    }

    @Test
    void aSeriesThatComesBackCountsFromZeroAgain() throws Malformed {
        Counter counter = registry.counter("c");
        counter.increment(5);
        steps.judge();
        registry.remove(counter);
        registry.counter("c").increment(7);

        assertThat(steps.judge().lines()).containsExactly("c:7|c|#service:orders");
    }

    @Test
    void whatAStatementHandsOverToTheOthersIsNotSentTwice() throws Malformed {
        AtomicLong other = new AtomicLong(1);
        AtomicLong own = new AtomicLong(10);
        statement("other", other);
        FunctionTimer series = statement("4be2", own);
        assertThat(steps.judge().count()).isEqualTo(11);
        own.set(12);
        registry.remove(series);
        other.addAndGet(12);

        assertThat(steps.judge().count()).isEqualTo(2);
    }

    private FunctionTimer statement(String digest, AtomicLong count) {
        return FunctionTimer.builder(
                        "db.client.statement.duration", count, AtomicLong::get, c -> c.get() * 1.0, TimeUnit.SECONDS)
                .tags(
                        "db.system.name",
                        "s",
                        "db.operation.name",
                        "o",
                        "db.collection.name",
                        "c",
                        "db.query.digest",
                        digest)
                .register(registry);
    }

    @Test
    void whatDatadogHasANameOfItsOwnForIsNotSentTwice() throws Malformed {
        Gauge.builder("jvm.threads.live", () -> 3).register(registry);

        assertThat(steps.judge().lines()).isEmpty();
    }
}
