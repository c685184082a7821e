package io.crowsnest.benchmarks.libraries;

/** The three labels that every series has, of which one tells it from the others. */
public record Labels(String uri) {

    public static final String METHOD = "GET";
    public static final String STATUS = "200";

    /** Those of series {@code number}. */
    static Labels of(int number) {
        return new Labels("/orders/" + number);
    }
}
