package io.crowsnest.exporter.logstash;

/**
 * How much goes to the server at once. What is behind a poison event, in its window and in those that follow it, has to be encoded and sent
 * again, so for a while after each such event windows are small: they seldom come alone.
 */
final class Caution {

    /** Delivered since the last poison event, until it is taken for the last one. */
    static final int CALM_AFTER = 8_192;

    private static final int PIPELINED = 2;

    /** Small windows wait for an acknowledgement more often; so many of them are on their way that this does not tell across a data centre. */
    private static final int CAREFUL_PIPELINED = 4;

    private static final int CAREFUL_EVENTS = 64;

    private int untilCalm;

    void poison() {
        untilCalm = CALM_AFTER;
    }

    void delivered() {
        if (untilCalm > 0) {
            untilCalm--;
        }
    }

    int eventsOfWindow() {
        return untilCalm == 0 ? Window.MAX_EVENTS : CAREFUL_EVENTS;
    }

    int pipelined() {
        return untilCalm == 0 ? PIPELINED : CAREFUL_PIPELINED;
    }
}
