package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** A library that lacks what is to be hooked works on, and the status says why it is not observed. */
final class AbsentMethodIT {

    static Stream<Matrix.Case> theLibraryWorksAndTheStatusSaysWhatItLacks() {
        return Matrix.cases("absent");
    }

    @ParameterizedTest
    @MethodSource
    void theLibraryWorksAndTheStatusSaysWhatItLacks(Matrix.Case matrix) {
        try (ForkedJvm jvm = matrix.briefJvm().agent().start()) {
            assertThat(jvm.awaitStdout("result (\\d)").group(1)).isEqualTo("2");
            URI metrics = jvm.awaitMetrics();
            String status = Scrape.get(metrics.resolve("/status")).body();
            assertThat(status)
                    .contains("this version of the library has none of the methods to be hooked")
                    .contains("org.h2.jdbc.JdbcStatement.executeQuery(Ljava/lang/String;");
            jvm.finish().assertAgentIsQuiet();
        }
    }
}
