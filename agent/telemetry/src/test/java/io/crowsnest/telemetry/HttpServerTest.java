package io.crowsnest.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class HttpServerTest {

    @ParameterizedTest(name = "route {0}, path {1}, status {2}: {3}")
    @CsvSource({
        "/orders/{id}, /orders/7, 200, /orders/{id}",
        "/orders/{id}, /orders/7, 404, /orders/{id}",
        "/orders/{id}, /orders/7, 302, /orders/{id}",
        "/**,          /logo.png, 200, /**",
        "/**,          /wp-admin, 404, NOT_FOUND",
        "/,            /,         200, root",
        "'',           '',        200, root",
        ",             /wp-admin, 404, NOT_FOUND",
        ",             /old,      301, REDIRECTION",
        ",             /,         200, root",
        ",             '',        500, root",
        ",             /any,      200, UNKNOWN",
        ",             ,          200, UNKNOWN",
    })
    void uri_is_a_template_and_never_a_path(String route, String path, int status, String uri) {
        assertThat(HttpServer.uri(route, path, status)).isEqualTo(uri);
    }

    @ParameterizedTest(name = "{0} is {1}")
    @CsvSource({
        "100, INFORMATIONAL",
        "204, SUCCESS",
        "304, REDIRECTION",
        "404, CLIENT_ERROR",
        "599, SERVER_ERROR",
        "0,   UNKNOWN",
        "600, UNKNOWN",
        "-1,  UNKNOWN",
    })
    void outcome_follows_from_the_status(int status, String outcome) {
        assertThat(HttpLabels.outcome(status)).isEqualTo(outcome);
    }

    @Test
    void exception_is_the_simple_name() {
        assertThat(HttpLabels.exception(new IllegalStateException())).isEqualTo("IllegalStateException");
    }

    @Test
    void exception_without_a_simple_name_is_the_full_one() {
        assertThat(HttpLabels.exception(new RuntimeException() {}))
                .isEqualTo(getClass().getName() + "$1");
    }

    @Test
    void an_exception_that_fails_to_tell_its_cause_has_a_name_too() {
        assertThat(HttpLabels.exception(new Causeless())).isEqualTo("Causeless");
        assertThat(ServletErrors.thrown(new Causeless())).isInstanceOf(Causeless.class);
    }

    private static final class Causeless extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public synchronized Throwable getCause() {
            throw new IllegalStateException("no cause");
        }
    }

    @Test
    void no_exception_is_none() {
        assertThat(HttpLabels.exception(null)).isEqualTo("none");
    }
}
