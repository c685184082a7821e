package io.crowsnest.core.method;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.InputStream;
import java.util.List;
import java.util.Objects;
import java.util.function.Function;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class MeasuredMethodsTest {

    private static final String PLACE = "class=com.example.Orders;method=place;name=orders.place";

    /** With overloads, one that the compiler adds, and some that cannot be measured. */
    abstract static class Sample implements Function<String, Integer> {
        @Override
        public Integer apply(String text) {
            return 0;
        }

        void pick() {}

        void pick(int number, String[] names) {}

        abstract void open();

        native void print();
    }

    @Test
    void anElementNamesClassMethodMetricAndLabels() {
        MeasuredMethods read = MeasuredMethods.read(List.of(PLACE + "; labels=kind:0 express:2"));

        assertThat(read.problems()).isEmpty();
        assertThat(read.methods()).singleElement().satisfies(method -> {
            assertThat(method.internalType()).isEqualTo("com/example/Orders");
            assertThat(method.target()).isEqualTo("com.example.Orders.place");
            assertThat(method.name()).isEqualTo("orders.place");
            assertThat(method.labels()).containsExactly("kind", "express");
            assertThat(method.point(7).arity()).isEqualTo(3);
        });
    }

    @Test
    void parametersSayWhichOverload() {
        MeasuredMethods read = MeasuredMethods.read(
                List.of(PLACE + ";parameters=String int[] com.example.Order$Line long...", PLACE + ";parameters="));

        assertThat(read.methods())
                .extracting(MeasuredMethod::target)
                .containsExactly(
                        "com.example.Orders.place(java.lang.String, int[], com.example.Order$Line, long[])",
                        "com.example.Orders.place()");
    }

    @ParameterizedTest
    @CsvSource(delimiter = '|', textBlock = """
                    method=place;name=a                            | no class, expected class=...
                    class=a.B;name=a                               | no method, expected method=...
                    class=a.B;method=place                         | no name, expected name=...
                    class=a.B;method=place;nmae=a                  | unknown part nmae
                    class=a.B;class=a.C;method=place;name=a        | class is given twice
                    a.B.place                                      | unknown part a.B.place
                    class=a/B;method=place;name=a                  | class a/B is no class name
                    class=java.util.List;method=add;name=a         | class java.util.List is not the application's
                    class=a.B;method=<init>;name=a                 | constructors and initialisers are not measured
                    class=a.B;method=place();name=a                | method place() is no method name
                    class=a.B;method=place;name=1a                 | name 1a is no metric name
                    class=a.B;method=place;name=a-b                | name a-b is no metric name
                    class=a.B;method=place;name=a.total            | name a.total ends in total
                    class=a.B;method=place;name=jvm.gc.pause       | name jvm.gc.pause is taken
                    class=a.B;method=place;name=jvm_gc_pause_seconds | name jvm_gc_pause_seconds is taken
                    class=a.B;method=place;name=a;labels=kind      | label kind names no argument, expected one such as kind:0
                    class=a.B;method=place;name=a;labels=kind:-1   | label kind:-1 names no argument
                    class=a.B;method=place;name=a;labels=kind:one  | label kind:one names no argument
                    class=a.B;method=place;name=a;labels=le:0      | label le is taken
                    class=a.B;method=place;name=a;labels=exception:0 | label exception is taken
                    class=a.B;method=place;name=a;labels=__x:0     | label __x is no label name
                    class=a.B;method=place;name=a;labels=k.a:0 k_a:1 | label k_a is given twice
                    class=a.B;method=place;name=a;labels=a:0 b:0 c:0 d:0 e:0 | more than 4 labels
                    class=a.B;method=place;name=a;parameters=a/B   | parameter a/B is no type
                    """)
    void aWrongElementSaysWhatWouldBeRight(String element, String problem) {
        MeasuredMethods read = MeasuredMethods.read(List.of(element, PLACE));

        assertThat(read.problems())
                .singleElement()
                .asString()
                .startsWith("metrics.methods: " + problem)
                .endsWith(element);
        assertThat(read.methods()).as("the others are measured").hasSize(1);
    }

    @Test
    void methodsMayShareAMetricIfTheyHaveTheSameLabels() {
        MeasuredMethods read = MeasuredMethods.read(List.of(
                PLACE + ";labels=kind:0",
                "class=com.example.Orders;method=cancel;name=orders.place;labels=kind:1",
                "class=com.example.Orders;method=change;name=orders.place",
                "class=com.example.Orders;method=drop;name=orders_place;labels=kind:1",
                PLACE + ";labels=kind:1",
                PLACE + ";labels=kind:0;parameters=int"));

        assertThat(read.methods()).hasSize(2);
        assertThat(read.problems())
                .hasSize(4)
                .anyMatch(line -> line.contains("orders.place has the labels [kind]"))
                .anyMatch(line -> line.contains("orders_place is the same as orders.place"))
                .anyMatch(line -> line.contains("com.example.Orders.place(int) is named twice"));
    }

    @Test
    void aClassSaysWhichOfItsMethodsAreMeasured() throws IOException {
        assertThat(seen("method=pick;name=a").measured()).containsExactly("pick()", "pick(int, java.lang.String[])");
        assertThat(seen("method=apply;name=a").measured())
                .as("without what the compiler adds")
                .containsExactly("apply(java.lang.String)");
        assertThat(seen("method=pick;name=a;parameters=int String[]").measured())
                .containsExactly("pick(int, java.lang.String[])");
    }

    @Test
    void aClassSaysWhyAMethodIsNotMeasured() throws IOException {
        assertThat(seen("method=pikc;name=a").problems())
                .containsExactly("the class has no method pikc of its own, nearest=pick");
        assertThat(seen("method=elsewhere;name=a").problems())
                .containsExactly("the class has no method elsewhere of its own");
        assertThat(seen("method=pick;name=a;parameters=int").problems())
                .containsExactly("no method pick with these parameters");
        assertThat(seen("method=open;name=a").problems())
                .containsExactly("open() is abstract: name the class that implements it");
        assertThat(seen("method=print;name=a").problems()).containsExactly("print() is native: measure its caller");
        MeasuredMethod partly = seen("method=pick;name=a;labels=name:1");
        assertThat(partly.problems()).containsExactly("pick() has no argument 1; the first is 0");
        assertThat(partly.measured()).containsExactly("pick(int, java.lang.String[])");
    }

    private static MeasuredMethod seen(String element) throws IOException {
        String name = Sample.class.getName();
        MeasuredMethod method = MeasuredMethods.read(List.of("class=" + name + ";" + element))
                .methods()
                .get(0);
        try (InputStream in =
                Objects.requireNonNull(Sample.class.getResourceAsStream("/" + name.replace('.', '/') + ".class"))) {
            method.loaded(in.readAllBytes());
        }
        return method;
    }
}
