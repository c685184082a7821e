package io.crowsnest.demo;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * Traffic alone, for a shop that runs elsewhere: {@code EndlessTraffic URL FILE}. Says each minute how many requests were answered, and
 * writes it to the file if there were any, so that a health check can see the age of the file.
 */
public final class EndlessTraffic {

    private static final Duration EVERY = Duration.ofMinutes(1);
    private static final Duration PAUSE_BETWEEN_REQUESTS = Duration.ofMillis(400);

    private EndlessTraffic() {}

    /** Runs until it is stopped. */
    public static void main(String[] args) throws InterruptedException, IOException {
        if (args.length != 2) {
            System.err.println("usage: EndlessTraffic URL FILE, for example http://demo:8080 /tmp/answered");
            System.exit(2);
        }
        Traffic traffic = new Traffic(URI.create(args[0]));
        traffic.start(Long.MAX_VALUE, PAUSE_BETWEEN_REQUESTS);
        long before = 0;
        while (true) {
            Thread.sleep(EVERY.toMillis());
            Tally tally = traffic.tally();
            long answered = tally.count(any -> true);
            String line = "%,d requests answered, %,d not at all".formatted(answered, tally.failures());
            System.out.println(line);
            if (answered > before) {
                Files.writeString(Path.of(args[1]), line + "\n");
            }
            before = answered;
        }
    }
}
