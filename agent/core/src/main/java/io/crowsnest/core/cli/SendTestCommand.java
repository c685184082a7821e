package io.crowsnest.core.cli;

import io.crowsnest.core.doctor.SendTest;
import io.crowsnest.core.settings.Settings;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Spec;

/** Finds out by trying whether log events and metrics get to where these settings send them. */
@Command(
        name = "send-test",
        description =
                "Send a test log event, and a metric, to every destination that is set. Exit 1 after warnings, 2 after failures.")
final class SendTestCommand implements Callable<Integer> {

    private final Properties systemProperties;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private TriedSettings tried = new TriedSettings();

    SendTestCommand(Properties systemProperties, Map<String, String> environment) {
        this.systemProperties = systemProperties;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings settings = tried.resolve(systemProperties, environment);
        if (!SendTest.hasDestination(settings)) {
            settings.problems().forEach(problem -> spec.commandLine().getErr().println(problem.line()));
            throw new ParameterException(
                    spec.commandLine(), "no destination, for example: elasticsearch.url=http://localhost:9200");
        }
        return Report.print(
                SendTest.send(settings, SendTest.newRun()), spec.commandLine().getOut());
    }
}
