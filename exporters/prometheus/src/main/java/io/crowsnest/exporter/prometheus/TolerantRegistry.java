package io.crowsnest.exporter.prometheus;

import io.prometheus.metrics.model.registry.MultiCollector;
import io.prometheus.metrics.model.registry.PrometheusRegistry;
import io.prometheus.metrics.model.snapshots.MetricSnapshot;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;

/**
 * The client's registry fails a whole scrape when one collector throws; this one leaves out that collector. Micrometer
 * registers nothing but multi-collectors, one per metric name.
 */
final class TolerantRegistry extends PrometheusRegistry {

    private final Set<MultiCollector> collectors = ConcurrentHashMap.newKeySet();

    @Override
    public void register(MultiCollector collector) {
        super.register(collector);
        collectors.add(collector);
    }

    @Override
    public void unregister(MultiCollector collector) {
        super.unregister(collector);
        collectors.remove(collector);
    }

    /** Everything that could be collected, in no order; {@code onFailure} hears of the rest. */
    List<MetricSnapshot> collect(Consumer<RuntimeException> onFailure) {
        List<MetricSnapshot> all = new ArrayList<>();
        for (MultiCollector collector : collectors) {
            try {
                collector.collect().forEach(all::add);
            } catch (RuntimeException e) {
                onFailure.accept(e);
            }
        }
        return all;
    }
}
