package io.crowsnest.core.cli;

import io.crowsnest.core.Outlets;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Settings;
import io.crowsnest.exporter.spool.Drain;
import io.crowsnest.exporter.spool.Outlet;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** Delivers what processes that are gone have left in their spools. */
@Command(
        name = "drain",
        description =
                "Deliver the log events that processes which are gone have left on disk; exit 1 when some are left.")
final class DrainCommand implements Callable<Integer> {

    private final Properties systemProperties;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(
            index = "0",
            paramLabel = "DIR",
            description = "Spool directory, of all services, one of them or one process.")
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private Path directory;

    @Parameters(
            index = "1..*",
            paramLabel = "KEY=VALUE",
            description = "Settings that name destinations, as after -javaagent:; others may do so, too.")
    private List<String> arguments = new ArrayList<>();

    DrainCommand(Properties systemProperties, Map<String, String> environment) {
        this.systemProperties = systemProperties;
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        Settings settings =
                Settings.resolve(Arguments.joined(arguments), systemProperties, environment, Instrumentation.ids());
        for (Problem problem : settings.problems()) {
            err.println(problem.line());
        }
        if (!Files.isDirectory(directory)) {
            throw new ParameterException(spec.commandLine(), "no directory: " + directory);
        }
        List<Outlet> outlets = Outlets.of(settings);
        if (outlets.isEmpty()) {
            throw new ParameterException(
                    spec.commandLine(), "no destination, for example: elasticsearch.url=http://localhost:9200");
        }
        long left = Drain.run(directory, outlets, out::println);
        out.println(left == 0 ? "nothing is left of processes that are gone" : "left=" + left);
        return left == 0 ? 0 : 1;
    }
}
