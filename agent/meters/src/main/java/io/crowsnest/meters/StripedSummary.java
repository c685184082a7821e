package io.crowsnest.meters;

import io.micrometer.core.instrument.AbstractMeter;
import io.micrometer.core.instrument.DistributionSummary;
import io.micrometer.core.instrument.distribution.Histogram;
import io.micrometer.core.instrument.distribution.HistogramSnapshot;
import org.jspecify.annotations.Nullable;

/** Sizes and other numbers that are not durations. */
final class StripedSummary extends AbstractMeter implements DistributionSummary, ExemplarSeries, RecordedSeries {

    private final Distribution distribution;
    private final double scale;
    private final StripedMeterRegistry registry;

    /**
     * Makes a summary.
     *
     * @param scale what each value is multiplied with
     */
    StripedSummary(Id id, Bounds bounds, @Nullable Histogram quantiles, double scale, StripedMeterRegistry registry) {
        super(id);
        this.distribution = new Distribution(bounds, quantiles, registry);
        this.scale = scale;
        this.registry = registry;
    }

    /** Records {@code amount}; what is negative or not a number is left out, since sums may not fall. */
    @Override
    public void record(double amount) {
        if (amount >= 0) {
            // Adding zero makes a negative zero positive.
            distribution.recordAmount(amount * scale + 0.0);
        }
    }

    @Override
    public long count() {
        return now().count();
    }

    @Override
    public double totalAmount() {
        return now().sum();
    }

    @Override
    public double max() {
        return now().maximum();
    }

    @Override
    public HistogramSnapshot takeSnapshot() {
        return distribution.snapshot(now(), 1);
    }

    private Reading now() {
        Reading reading = new Reading();
        registry.maximumWindow().turn();
        read(reading);
        return reading;
    }

    @Override
    public void read(Reading reading) {
        distribution.readAmount(reading);
    }

    @Override
    public void rearmExemplars() {
        distribution.rearmExemplars();
    }

    @Override
    public void close() {
        distribution.close();
    }
}
