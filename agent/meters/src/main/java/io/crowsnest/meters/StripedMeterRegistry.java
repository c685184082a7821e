package io.crowsnest.meters;

import io.micrometer.core.instrument.Clock;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.FunctionTimer;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.LongTaskTimer;
import io.micrometer.core.instrument.Measurement;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionCounter;
import io.micrometer.core.instrument.cumulative.CumulativeFunctionTimer;
import io.micrometer.core.instrument.distribution.DistributionStatisticConfig;
import io.micrometer.core.instrument.distribution.Histogram;
import io.micrometer.core.instrument.distribution.TimeWindowPercentileHistogram;
import io.micrometer.core.instrument.distribution.pause.PauseDetector;
import io.micrometer.core.instrument.internal.DefaultGauge;
import io.micrometer.core.instrument.internal.DefaultMeter;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.ToDoubleFunction;
import java.util.function.ToLongFunction;
import org.jspecify.annotations.Nullable;

/**
 * Micrometer's API in front, families of series behind. Recorders pay for what they record and nothing for who reads; any number
 * of readers go through {@link #families} at any time, each with a {@link Reading} of its own.
 *
 * <p>All values accumulate from the start of the process; steps are the reader's business. Meter filters other than those that
 * {@link RegistryOptions} asks for should not change tags: the series budget has already been looked at.
 *
 * <p>Micrometer keeps each meter in three tables, so that it is found again by its name; they take 130 bytes of the 400 that a counter
 * would need. Whoever records holds his meter and does not look for it. So of the meters that are recorded into only the last
 * {@value RecentMeters#MOST} are in those tables; the others are found where they are read, in their {@link Family}. Nobody notices
 * but listeners of Micrometer's: they hear of a meter each time that it enters or leaves the tables.
 */
public final class StripedMeterRegistry extends MeterRegistry {

    private final RegistryOptions options;
    private final MaximumWindow maximumWindow;
    private final SeriesBudget budget;
    private final ConcurrentHashMap<FamilyKey, Family> byKey = new ConcurrentHashMap<>();
    private final KnownBounds bounds = new KnownBounds();

    /** Those of the recorded meters with labels that are in Micrometer's tables. Guarded, as the next two, by the lock of these. */
    private final RecentMeters recent = new RecentMeters();

    private final SharedTags tags = new SharedTags();
    private boolean lettingGo;
    private volatile List<Family> families = List.of();
    private volatile boolean stale;

    private record FamilyKey(
            String name, Meter.Type type, @Nullable String unit) {

        static FamilyKey of(Meter.Id id) {
            boolean timer = id.getType() == Meter.Type.TIMER || id.getType() == Meter.Type.LONG_TASK_TIMER;
            // Micrometer gives timers their unit between the filters and here.
            return new FamilyKey(id.getName(), id.getType(), timer ? null : id.getBaseUnit());
        }
    }

    /** A registry with the clock of the system. */
    public StripedMeterRegistry(RegistryOptions options) {
        this(options, Clock.SYSTEM);
    }

    /** A registry with a clock of its own, for tests. */
    public StripedMeterRegistry(RegistryOptions options, Clock clock) {
        super(clock);
        this.options = options;
        this.maximumWindow = new MaximumWindow(clock, options.maximumStep());
        if (!options.commonTags().isEmpty()) {
            // Makes another id of each, which would be kept beside the one that was asked for.
            config().commonTags(options.commonTags());
        }
        this.budget = new SeriesBudget(this);
        config().meterFilter(budget);
        config().onMeterAdded(this::added);
        config().onMeterRemoved(this::removed);
    }

    /**
     * All families that have series, in the order in which they came. Whoever reads their series does so after this call, since
     * it also says that maxima are being looked at.
     */
    public List<Family> families() {
        maximumWindow.turn();
        return stale ? collect() : families;
    }

    /** One reader at a time: an older list must not take the place of a newer. */
    private synchronized List<Family> collect() {
        if (stale) {
            stale = false;
            List<Family> all = new ArrayList<>();
            for (Family each : byKey.values()) {
                if (each.view().size() > 0) {
                    all.add(each);
                }
            }
            all.sort(java.util.Comparator.comparing(Family::name).thenComparing(Family::type));
            families = List.copyOf(all);
        }
        return families;
    }

    Family family(Meter.Id id) {
        FamilyKey key = FamilyKey.of(id);
        Family known = byKey.get(key);
        return known == null ? byKey.computeIfAbsent(key, absent -> new Family(id)) : known;
    }

    private void added(Meter meter) {
        if (meter instanceof Series series) {
            Family family = family(shown(meter));
            if (family.add(series) && family.view().size() == 1) {
                stale = true;
            }
            if (meter instanceof RecordedSeries && family.hasPlace(meter.getId())) {
                Meter oldest = recent.add(meter);
                if (oldest != null) {
                    letGo(oldest);
                }
            }
        }
    }

    /** Takes a meter out of Micrometer's tables, and out of nothing else. */
    private void letGo(Meter meter) {
        lettingGo = true;
        try {
            super.remove(meter.getId());
        } finally {
            lettingGo = false;
        }
    }

    /** The meter that is asked for again after it was let go. */
    private <M extends RecordedSeries> @Nullable M known(Meter.Id id, Class<M> type) {
        Series known = family(id).series(id);
        return known != null && type.isInstance(known) ? type.cast(known) : null;
    }

    /** Puts a meter that was let go back into Micrometer's tables, whose lock says what comes first: its removal or a look for it. */
    private void recall(Series series) {
        Meter.Id id = series.getId();
        if (series instanceof Counter) {
            Counter.builder(id.getName())
                    .tags(id.getTags())
                    .baseUnit(id.getBaseUnit())
                    .register(this);
        } else if (series instanceof Timer) {
            Timer.builder(id.getName()).tags(id.getTags()).register(this);
        } else if (series instanceof DistributionSummary) {
            DistributionSummary.builder(id.getName())
                    .tags(id.getTags())
                    .baseUnit(id.getBaseUnit())
                    .register(this);
        }
    }

    /** Custom meters are families of their own kind, whatever type they say: they have measurements, not one value. */
    private static Meter.Id shown(Meter meter) {
        Meter.Id id = meter.getId();
        return meter instanceof FunctionSeries.Custom
                ? new Meter.Id(
                        id.getName(), Tags.of(id.getTags()), id.getBaseUnit(), id.getDescription(), Meter.Type.OTHER)
                : id;
    }

    /**
     * Whether a function's figures would have to be added to those of others. They are not shown then: the sum of gauges says
     * nothing, and to add up counters would keep every function that was ever folded.
     */
    private boolean isFolded(Meter.Id id) {
        return budget.hasOwn(id) && !family(id).hasPlace(id);
    }

    /** What several share stays when one of them leaves: the others still record into it. */
    @Override
    public @Nullable Meter remove(Meter.Id id) {
        Family family = family(id);
        if (budget.isShared(id) && !family.hasPlace(id)) {
            return null;
        }
        Series series = family.series(id);
        if (series != null) {
            recall(series);
        }
        return super.remove(id);
    }

    private void removed(Meter meter) {
        if (lettingGo) {
            return;
        }
        recent.forget(meter);
        Family family = family(shown(meter));
        family.remove(meter);
        if (meter instanceof FunctionSeries.Time) {
            // It was given its place before it got its unit.
            family(meter.getId().withBaseUnit(null)).remove(meter);
        } else if (meter instanceof FunctionSeries.Custom) {
            family(meter.getId()).remove(meter);
        }
        if (family.view().size() == 0) {
            stale = true;
        }
    }

    @Override
    public void clear() {
        getMeters().forEach(this::remove);
    }

    @Override
    public List<Meter> getMeters() {
        List<Meter> all = new ArrayList<>();
        forEachMeter(all::add);
        return Collections.unmodifiableList(all);
    }

    @Override
    public void forEachMeter(Consumer<? super Meter> consumer) {
        super.forEachMeter(meter -> {
            if (!(meter instanceof RecordedSeries)) {
                consumer.accept(meter);
            }
        });
        for (Family family : byKey.values()) {
            Family.View view = family.view();
            for (int i = 0; i < view.size(); i++) {
                if (view.array()[i] instanceof RecordedSeries recorded) {
                    consumer.accept(recorded);
                }
            }
        }
    }

    @Override
    public void close() {
        super.close();
        getMeters().forEach(Meter::close);
    }

    RegistryOptions options() {
        return options;
    }

    MaximumWindow maximumWindow() {
        return maximumWindow;
    }

    @Override
    protected Counter newCounter(Meter.Id id) {
        StripedCounter known = known(id, StripedCounter.class);
        return known == null ? new StripedCounter(tags.share(id)) : known;
    }

    @Override
    protected Timer newTimer(Meter.Id id, DistributionStatisticConfig config, PauseDetector pauseDetector) {
        StripedTimer known = known(id, StripedTimer.class);
        return known == null
                ? new StripedTimer(tags.share(id), bounds.of(config, true), quantiles(config), this)
                : known;
    }

    @Override
    protected DistributionSummary newDistributionSummary(
            Meter.Id id, DistributionStatisticConfig config, double scale) {
        StripedSummary known = known(id, StripedSummary.class);
        return known == null
                ? new StripedSummary(tags.share(id), bounds.of(config, false), quantiles(config), scale, this)
                : known;
    }

    @Override
    protected LongTaskTimer newLongTaskTimer(Meter.Id id, DistributionStatisticConfig config) {
        return new FunctionSeries.LongTask(id, clock, config);
    }

    @Override
    protected <T> Gauge newGauge(Meter.Id id, @Nullable T object, ToDoubleFunction<T> value) {
        return isFolded(id) ? new DefaultGauge<>(id, object, value) : new FunctionSeries.Gauge<>(id, object, value);
    }

    @Override
    protected <T> TimeGauge newTimeGauge(Meter.Id id, @Nullable T object, TimeUnit unit, ToDoubleFunction<T> value) {
        return isFolded(id)
                ? super.newTimeGauge(id, object, unit, value)
                : new FunctionSeries.Time<>(id, object, unit, value);
    }

    @Override
    protected <T> FunctionCounter newFunctionCounter(Meter.Id id, T object, ToDoubleFunction<T> count) {
        return isFolded(id)
                ? new CumulativeFunctionCounter<>(id, object, count)
                : new FunctionSeries.Counter<>(id, object, count);
    }

    @Override
    protected <T> FunctionTimer newFunctionTimer(
            Meter.Id id, T object, ToLongFunction<T> count, ToDoubleFunction<T> total, TimeUnit unit) {
        return isFolded(id)
                ? new CumulativeFunctionTimer<>(id, object, count, total, unit, getBaseTimeUnit())
                : new FunctionSeries.Timer<>(id, object, count, total, unit);
    }

    @Override
    protected Meter newMeter(Meter.Id id, Meter.Type type, Iterable<Measurement> measurements) {
        return isFolded(id)
                ? new DefaultMeter(id, type, measurements)
                : new FunctionSeries.Custom(id, type, measurements);
    }

    @Override
    protected TimeUnit getBaseTimeUnit() {
        return TimeUnit.SECONDS;
    }

    @Override
    protected DistributionStatisticConfig defaultHistogramConfig() {
        return DistributionStatisticConfig.builder()
                .expiry(options.maximumStep())
                .build()
                .merge(DistributionStatisticConfig.DEFAULT);
    }

    /** Quantiles of the process itself, in Micrometer's own time window; only for meters that ask for them. */
    private @Nullable Histogram quantiles(DistributionStatisticConfig config) {
        if (!config.isPublishingPercentiles()) {
            return null;
        }
        DistributionStatisticConfig only = DistributionStatisticConfig.builder()
                .percentilesHistogram(false)
                .serviceLevelObjectives()
                .build()
                .merge(config);
        return new TimeWindowPercentileHistogram(clock, only, false);
    }
}
