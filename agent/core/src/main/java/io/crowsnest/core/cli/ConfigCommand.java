package io.crowsnest.core.cli;

import io.crowsnest.core.method.MeasuredMethods;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Resolved;
import io.crowsnest.core.settings.Settings;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints every setting with its value, the value's source and what it does; problems go to standard error. */
@Command(
        name = "config",
        description = "Print every setting, its value and where it comes from; exit 1 when something is wrong.")
final class ConfigCommand implements Callable<Integer> {

    private final Properties systemProperties;
    private final Map<String, String> environment;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Mixin
    private TriedSettings tried = new TriedSettings();

    ConfigCommand(Properties systemProperties, Map<String, String> environment) {
        this.systemProperties = systemProperties;
        this.environment = environment;
    }

    @Override
    public Integer call() {
        Settings settings = tried.resolve(systemProperties, environment);
        PrintWriter out = spec.commandLine().getOut();
        print(settings.all(), true, out);
        out.println();
        out.println("Known, without effect in this version:");
        print(settings.all(), false, out);
        PrintWriter err = spec.commandLine().getErr();
        for (Problem problem : settings.problems()) {
            err.println(problem.line());
        }
        List<String> methods =
                MeasuredMethods.read(settings.get(Keys.METRICS_METHODS)).problems();
        methods.forEach(err::println);
        return settings.problems().isEmpty() && methods.isEmpty() ? 0 : 1;
    }

    private static void print(List<Resolved> settings, boolean inEffect, PrintWriter out) {
        String previousGroup = "";
        for (Resolved setting : settings) {
            if (setting.key().isInEffect() == inEffect) {
                String name = setting.key().name();
                String group = name.substring(0, Math.max(0, name.indexOf('.')));
                if (!group.equals(previousGroup)) {
                    out.println();
                    previousGroup = group;
                }
                String value = setting.value();
                boolean isUnset = value == null || value.isEmpty();
                out.println(name + (isUnset ? " is unset" : " = " + value + "  (" + setting.source() + ")"));
                out.println("    " + setting.key().doc());
            }
        }
    }
}
