package io.crowsnest.tests.scenario;

import java.io.IOException;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Calls methods of all kinds as often as is known. Prints {@code called} and ends with its input. */
public final class Measured {

    private Measured() {}

    /** An argument that is plain. */
    public enum Kind {
        FRESH,
        RETURNED
    }

    /** An argument whose text is nobody's business. */
    static final class Basket {
        @Override
        public String toString() {
            System.out.println("toString was called");
            throw new IllegalStateException("asked for a text");
        }
    }

    /** Has a method of its own. */
    interface Priced {
        int price();

        default int twice(int pieces) {
            return 2 * pieces * price();
        }
    }

    /** Overloads, recursion, and methods that nobody else sees. */
    static class Orders implements Priced {

        String place(String customer, long amount, @Nullable Kind kind, @Nullable Object basket) {
            if (amount > 2) {
                throw new IllegalArgumentException("too much");
            }
            return customer;
        }

        int pick() {
            return 0;
        }

        int pick(int number) {
            return number;
        }

        int pick(String name, double share) {
            return (int) share;
        }

        private long fibonacci(int number) {
            return number < 2 ? number : fibonacci(number - 1) + fibonacci(number - 2);
        }

        synchronized void close() {}

        static int parse(String text) {
            return Integer.parseInt(text);
        }

        void visit(String customer) {}

        @Override
        public int price() {
            return 3;
        }

        native void print();
    }

    /** Its class file has {@code apply} twice, one of them by the compiler. */
    static final class Parser implements Function<String, Integer> {
        @Override
        public Integer apply(String text) {
            return text.length();
        }
    }

    /** Loaded before the agent if somebody wants that. */
    static final class Early {
        static boolean isEarly(boolean asked) {
            return asked;
        }
    }

    public static void main(String[] args) throws IOException {
        Orders orders = new Orders();
        for (int i = 0; i < 10; i++) {
            orders.place("ann", 1, Kind.FRESH, new Basket());
        }
        orders.place("bob", 2, Kind.RETURNED, null);
        for (int i = 0; i < 3; i++) {
            try {
                orders.place("bob", 3, null, new int[0]);
            } catch (IllegalArgumentException expected) {
                // That is how it ends.
            }
            orders.pick();
            orders.pick(7);
            orders.pick("lamp", 0.5);
            orders.close();
            orders.twice(2);
            Early.isEarly(i > 0);
        }
        orders.fibonacci(10);
        for (String text : new String[] {"1", "2", "three"}) {
            try {
                Orders.parse(text);
            } catch (NumberFormatException expected) {
                // As above.
            }
        }
        Function<String, Integer> parser = new Parser();
        System.out.println(parser.apply("lamp") + parser.apply("table") + " letters");
        for (int i = 0; i < 100; i++) {
            orders.visit("customer-" + i);
        }
        System.out.println("called");
        while (System.in.read() >= 0) {
            // Whoever started it looks at its figures.
        }
    }
}
