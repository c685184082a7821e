package io.crowsnest.dashboards.rules;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.crowsnest.dashboards.rules.Objectives.Objective;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ObjectivesTest {

    private static final String DEFAULT = "default: {success: 99.9, fast: 99, within: 0.5}\n";

    @Test
    void a_service_has_what_is_said_of_it_and_the_rest_as_all() {
        Objectives objectives = Objectives.read(DEFAULT + "services: {shop: {success: 99.95}}");

        assertThat(objectives.standard()).isEqualTo(new Objective("0.999", "0.99", "0.5"));
        assertThat(objectives.services()).containsEntry("shop", new Objective("0.9995", "0.99", "0.5"));
    }

    @Test
    void without_services_of_their_own_all_are_alike() {
        assertThat(Rules.yaml(Objectives.read(DEFAULT + "services: {}"))).doesNotContain("shop");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "shop: {success: 100}; shop.success must be a percentage between 0 and 100, not 100",
                "shop: {within: 0.3}; shop.within must be one of",
                "shop: {sucess: 99}; shop: unknown key sucess",
                "sh op: {success: 99}; cannot be the name of a service",
            })
    void a_wrong_value_is_named(String service, String message) {
        assertThatThrownBy(() -> Objectives.read(DEFAULT + "services: {" + service + "}"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(message);
    }
}
