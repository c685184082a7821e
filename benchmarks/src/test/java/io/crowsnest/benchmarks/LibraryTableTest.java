package io.crowsnest.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class LibraryTableTest {

    private final LibraryTable table = new LibraryTable();

    @Test
    void aCellHasTheMedianWhatWasAllocatedAndTheRatioToOurs() {
        Library peer = Library.ALL.get(1);
        table.add(1, Library.CROWSNEST, List.of(counter(4), allocated(0)));
        table.add(1, peer, List.of(counter(10), allocated(24)));
        table.add(2, peer, List.of(counter(14), allocated(24)));

        assertThat(table.markdown(Map.of("micrometer", "1.0")))
                .startsWith("| | promised | Crowsnest | Micrometer 1.0 | Micrometer, next | OpenTelemetry SDK |")
                .contains("| counter, one thread | <= 5 ns, 0 B | 4.0 ns, 0 B | 12.0 ns, 24 B (3.0 x) | none | none |");
    }

    @Test
    void everyFigureIsKept() {
        table.add(2, Library.CROWSNEST, List.of(counter(4.25)));

        assertThat(table.csv()).endsWith("2,crowsnest,counter,1,cost,4.2500,ns");
    }

    @Test
    void threadsAndParametersTellFiguresApart() {
        table.add(
                1, Library.CROWSNEST, List.of(new LibrarySample("a.RecordBenchmark.timer", "true", 2, 1, "ns", false)));

        assertThat(table.csv()).endsWith("1,crowsnest,timer_two_scraped,2,cost,1.0000,ns");
    }

    @Test
    void aSampleOfNoFigureIsAMistake() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> table.add(
                        1, Library.CROWSNEST, List.of(new LibrarySample("a.Other.thing", "", 1, 1, "ns", false))))
                .withMessageContaining("a.Other.thing");
    }

    private static LibrarySample counter(double nanos) {
        return new LibrarySample("a.RecordBenchmark.counter", "false", 1, nanos, "ns", false);
    }

    private static LibrarySample allocated(double bytes) {
        return new LibrarySample("a.RecordBenchmark.counter", "false", 1, bytes, "B", true);
    }
}
