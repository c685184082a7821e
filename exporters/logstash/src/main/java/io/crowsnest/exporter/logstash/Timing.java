package io.crowsnest.exporter.logstash;

import java.time.Duration;

/**
 * How long to wait for what.
 *
 * @param connect for a connection, to each address of a host
 * @param read for the next byte of an answer; a server that has too much to do sends keep-alives meanwhile
 * @param idle a connection that was not used for this long is closed; Logstash resets it after 60 seconds
 * @param stall without an acknowledgement for this long, a server that sends keep-alives is worth a line
 */
record Timing(Duration connect, Duration read, Duration idle, Duration stall) {

    static final Timing DEFAULT =
            new Timing(Duration.ofSeconds(2), Duration.ofSeconds(30), Duration.ofSeconds(45), Duration.ofMinutes(5));
}
