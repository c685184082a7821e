package io.crowsnest.tests;

import java.util.Map;
import java.util.stream.Stream;

/**
 * A request that a scenario answers, and the labels that it is counted under; {@code *} stands for any value.
 *
 * @param kind {@code request}, {@code rare}, {@code abort}, {@code unmet}, {@code early} or {@code socket}
 */
record RequestLine(String kind, String method, String path, String status, String uri, String exception) {

    /** What a line of standard output says; empty if it is about something else. */
    static Stream<RequestLine> parse(String line) {
        String[] words = line.split(" ", -1);
        return line.matches("(request|rare|abort|unmet|early|socket) .*") && words.length == 6
                ? Stream.of(new RequestLine(words[0], words[1], words[2], words[3], words[4], words[5]))
                : Stream.empty();
    }

    boolean fits(Map<String, String> labels) {
        return fits(method, labels.get("method"))
                && fits(status, labels.get("status"))
                && fits(uri, labels.get("uri"))
                && fits(exception, labels.get("exception"))
                && fits(outcome(), labels.get("outcome"));
    }

    private static boolean fits(String expected, String counted) {
        return expected.equals("*") || expected.equals(counted);
    }

    String labels() {
        return method + " " + uri + " " + status + " " + outcome() + " " + exception;
    }

    private String outcome() {
        return switch (status.charAt(0)) {
            case '1' -> "INFORMATIONAL";
            case '2' -> "SUCCESS";
            case '3' -> "REDIRECTION";
            case '4' -> "CLIENT_ERROR";
            case '5' -> "SERVER_ERROR";
            default -> "*";
        };
    }
}
