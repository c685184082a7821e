package io.crowsnest.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class LibrarySampleTest {

    private static final List<String> CSV = """
            "Benchmark","Mode","Threads","Samples","Score","Score Error (99.9%)","Unit","Param: library","Param: scraped"
            "a.b.RecordBenchmark.counter","avgt",2,3,4.125000,0.500000,"ns/op",micrometer,false
            "a.b.RecordBenchmark.counter:gc.alloc.rate","avgt",2,3,0.001000,NaN,"MB/sec",micrometer,false
            "a.b.RecordBenchmark.counter:gc.alloc.rate.norm","avgt",2,3,24.000000,NaN,"B/op",micrometer,false
            """.lines().toList();

    @Test
    void aBenchmarkHasItsTimeAndWhatItAllocates() {
        assertThat(LibrarySample.ofJmh(CSV))
                .containsExactly(
                        new LibrarySample("a.b.RecordBenchmark.counter", "false", 2, 4.125, "ns", false),
                        new LibrarySample("a.b.RecordBenchmark.counter", "false", 2, 24, "B", true));
    }

    @Test
    void aSeriesHasItsHeap() {
        assertThat(LibrarySample.ofHeap(List.of("some warning", "heap_counter,268.3")))
                .containsExactly(new LibrarySample("heap_counter", "", 1, 268.3, "B", false));
    }
}
