package io.crowsnest.exporter.spool;

import java.nio.file.Path;

/**
 * Log events that an earlier process of the service has left for a destination that no setting names any more. They stay, and count to
 * the limit of all spools, until somebody delivers them.
 *
 * @param destination its name, for example {@code elasticsearch}
 * @param directory the service's folder of the spool
 * @param spools how many processes have left some
 */
public record Unclaimed(String destination, Path directory, int spools) {

    /** What delivers them. */
    public String command() {
        return "java -jar crowsnest-agent.jar drain " + directory + ' ' + setting();
    }

    private String setting() {
        return switch (destination) {
            case "file" -> "logs.file=PATH";
            case "stdout" -> "logs.stdout=true";
            default -> destination + ".url=URL";
        };
    }

    String line() {
        return "logs of an earlier process wait for a destination that no setting names destination=" + destination
                + " spools=" + spools + " hint=\"" + command() + '"';
    }
}
