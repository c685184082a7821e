package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class JaxRsRouteTest {

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\'',
            delimiter = '|',
            value = {
                "/shop/api/ | items            | /shop/api/items",
                "/shop/api/ | /items           | /shop/api/items",
                "/shop/api  | items            | /shop/api/items",
                "/shop/api  | /items/{id}      | /shop/api/items/{id}",
                "/items     | ''               | /items",
                "/items     | /                | /items",
                "''         | /                | /",
                "           | items            | /items",
                "/items     |                  | /items",
            })
    void partsAreJoinedByOneSlash(String above, String template, String route) {
        assertThat(JaxRsRoute.join(above, template)).isEqualTo(route);
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '"',
            delimiter = '|',
            value = {
                "{id: [0-9]+}        | /{id}",
                "{id:[0-9]{2,4}}/all | /{id}/all",
                "{ id }              | /{id}",
                "{a}/{b: (x:y)?}-{c} | /{a}/{b}-{c}",
            })
    void ofAnExpressionOnlyTheNameStays(String template, String route) {
        assertThat(JaxRsRoute.join("", template)).isEqualTo(route);
    }
}
