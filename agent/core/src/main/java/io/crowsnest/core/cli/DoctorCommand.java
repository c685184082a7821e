package io.crowsnest.core.cli;

import io.crowsnest.core.doctor.Doctor;
import io.crowsnest.core.doctor.Finding;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Says what would go wrong with these settings on this machine, and what to do about it. */
@Command(
        name = "doctor",
        description =
                "Look for what would go wrong: settings, files, ports, servers. Exit 1 after warnings, 2 after failures.")
final class DoctorCommand implements Callable<Integer> {

    private final Properties systemProperties;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private TriedSettings settings = new TriedSettings();

    DoctorCommand(Properties systemProperties, Map<String, String> environment) {
        this.systemProperties = systemProperties;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        List<Finding> findings = Doctor.examine(settings.resolve(systemProperties, environment), environment);
        return Report.print(findings, spec.commandLine().getOut());
    }
}
