package io.crowsnest.core.cli;

import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** The servers that show what the agent sees: Prometheus, Grafana and the others, as files for {@code docker compose}. */
@Command(
        name = "stack",
        description = "Write the files of Prometheus, Alertmanager, Grafana, Elasticsearch, Logstash and Kibana.")
final class StackCommand implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        throw new ParameterException(spec.commandLine(), "which command? There is: stack init DIR");
    }

    @Command(
            name = "init",
            description =
                    "Write the stack into a directory; then, there: docker compose up -d. Exit 1 when files are in the way.")
    int init(
            @Parameters(paramLabel = "DIR", description = "Directory, made if absent.") Path directory,
            @Option(
                            names = "--force",
                            description =
                                    "Overwrite files that are there, but not .env: the servers know its passwords.")
                    boolean force)
            throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        if (Files.exists(directory) && !Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), "not a directory: " + directory);
        }
        StackFiles stack = StackFiles.ofJar();
        List<String> inTheWay = stack.existingIn(directory);
        if (!force && !inTheWay.isEmpty()) {
            err.println(
                    "nothing written, as these files are in " + directory + " already: " + String.join(", ", inTheWay));
            err.println("--force overwrites them, except .env");
            return 1;
        }
        try {
            stack.writeTo(directory);
        } catch (IOException e) {
            err.println("cannot write the stack to " + directory + ": " + e);
            return 1;
        }
        out.println("The stack is in " + directory + ". Next:");
        out.println("  cd " + directory);
        out.println("  name your services in prometheus/targets/services.yml");
        out.println(
                "  docker compose up -d                   Prometheus, Alertmanager, Grafana: http://localhost:3000");
        out.println(
                "  docker compose --profile logs up -d    also Elasticsearch, Logstash, Kibana: http://localhost:5601");
        out.println("Passwords are in .env; those that are not are made at the first start.");
        return 0;
    }
}
