package io.crowsnest.benchmarks;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * What the command line asks for.
 *
 * @param root the checkout
 * @param javaHome the JDK that the measured programs run on
 * @param rounds rounds of {@code hello}, {@code classes} and {@code start}
 * @param serviceRounds rounds of {@code service}, {@code requests} and {@code logs}, which take a minute and more for each variant
 * @param variants ids, empty for all
 * @param rate requests a second that the service gets
 */
record Options(
        Path root,
        Path javaHome,
        int rounds,
        int serviceRounds,
        List<String> measures,
        List<String> variants,
        int rate,
        int loadSeconds) {

    static final List<String> MEASURES = List.of("hello", "classes", "start", "service", "requests", "logs");

    /** What is measured if nothing is said: the service measure has the start, too, and {@code logs} is long. */
    private static final List<String> USUAL = List.of("hello", "classes", "service", "requests");

    /**
     * Reads {@code --key value} pairs.
     *
     * @throws IllegalArgumentException with a sentence for the user
     */
    static Options parse(List<String> arguments) {
        Path root = Path.of("");
        Path javaHome = Path.of(System.getProperty("java.home"));
        int rounds = 15;
        int serviceRounds = 5;
        List<String> measures = USUAL;
        List<String> variants = List.of();
        int rate = 200;
        int loadSeconds = 25;
        for (int i = 0; i < arguments.size(); i += 2) {
            String key = arguments.get(i);
            if (i + 1 == arguments.size()) {
                throw new IllegalArgumentException(key + " needs a value");
            }
            String value = arguments.get(i + 1);
            switch (key) {
                case "--root" -> root = Path.of(value);
                case "--java" -> javaHome = Path.of(value);
                case "--rounds" -> rounds = positive(key, value);
                case "--service-rounds" -> serviceRounds = positive(key, value);
                case "--measures" -> measures = known(value);
                case "--agents" -> variants = withNone(list(value));
                case "--rate" -> rate = positive(key, value);
                case "--load-seconds" -> loadSeconds = positive(key, value);
                default -> throw new IllegalArgumentException("unknown option " + key);
            }
        }
        return new Options(
                root.toAbsolutePath().normalize(),
                javaHome.toAbsolutePath(),
                rounds,
                serviceRounds,
                measures,
                variants,
                rate,
                loadSeconds);
    }

    boolean wants(Variant variant) {
        return variants.isEmpty() ? !variant.isFault() : variants.contains(variant.id());
    }

    private static int positive(String key, String value) {
        int number = value.matches("\\d{1,6}") ? Integer.parseInt(value) : 0;
        if (number < 1) {
            throw new IllegalArgumentException(key + " needs a positive number, not " + value);
        }
        return number;
    }

    private static List<String> known(String value) {
        List<String> measures = list(value);
        if (!MEASURES.containsAll(measures)) {
            throw new IllegalArgumentException("--measures knows " + MEASURES + ", not " + measures);
        }
        return measures;
    }

    /** Without the base there is nothing to compare with. */
    private static List<String> withNone(List<String> ids) {
        List<String> all = new ArrayList<>(ids);
        if (!all.contains(Variant.NONE)) {
            all.add(0, Variant.NONE);
        }
        return all;
    }

    private static List<String> list(String value) {
        return List.of(value.split(",", -1));
    }
}
