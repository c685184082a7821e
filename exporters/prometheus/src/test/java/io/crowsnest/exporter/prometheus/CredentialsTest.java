package io.crowsnest.exporter.prometheus;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class CredentialsTest {

    private final Credentials both = Credentials.of("prometheus", "s3cr\u00e9t", "t0ken");

    @ParameterizedTest(name = "{0}: {1}")
    @CsvSource(nullValues = "-", textBlock = """
            -                                        , false
            ''                                       , false
            Basic                                    , false
            Basic cHJvbWV0aGV1czpzM2Nyw6l0            , true
            basic cHJvbWV0aGV1czpzM2Nyw6l0            , true
            Basic   cHJvbWV0aGV1czpzM2Nyw6l0          , true
            Basic cHJvbWV0aGV1czp3cm9uZw==            , false
            Bearer t0ken                             , true
            BEARER t0ken                             , true
            Bearer T0KEN                             , false
            Bearer t0kens                            , false
            Bearer cHJvbWV0aGV1czpzM2Nyw6l0           , false
            Digest t0ken                             , false
            """)
    void only_what_is_expected_is_accepted(String header, boolean accepted) {
        assertThat(both.accept(header)).isEqualTo(accepted);
    }

    @Test
    void without_any_nothing_is_accepted_and_nothing_required() {
        assertThat(Credentials.none().areRequired()).isFalse();
        assertThat(Credentials.none().accept("Bearer ")).isFalse();
    }

    @Test
    void a_user_name_without_a_password_is_refused_with_what_would_be_right() {
        assertThatThrownBy(() -> Credentials.of("prometheus", null, null)).hasMessageContaining("set both or none");
    }
}
