package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import org.junit.jupiter.api.Test;

class TargetInfoTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    @Test
    void the_labels_say_which_service_this_is() {
        TargetInfo.bindTo(registry, "shop", "1.2", "production");

        Gauge info = registry.get("target.info").gauge();
        assertThat(info.value()).isEqualTo(1);
        assertThat(info.getId().getTag("service.name")).isEqualTo("shop");
        assertThat(info.getId().getTag("service.version")).isEqualTo("1.2");
        assertThat(info.getId().getTag("deployment.environment")).isEqualTo("production");
    }

    @Test
    void what_is_not_known_is_empty() {
        TargetInfo.bindTo(registry, "shop", null, null);

        assertThat(registry.get("target.info").gauge().getId().getTag("service.version"))
                .isEmpty();
    }
}
