package io.crowsnest.core.cli;

import io.crowsnest.core.settings.Settings;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.StringJoiner;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Settings as an application would get them: those of the environment, and what is tried out on the command line. */
final class TriedSettings {

    @Option(names = "--file", paramLabel = "FILE", description = "Settings file to try out.")
    private @Nullable String file;

    @Parameters(paramLabel = "KEY=VALUE", description = "Agent arguments to try out.")
    private List<String> arguments = new ArrayList<>();

    Settings resolve(Properties systemProperties, Map<String, String> environment) {
        // Without the command line of this program, which isn't that of the application.
        Properties properties = new Properties();
        for (String name : systemProperties.stringPropertyNames()) {
            if (!name.equals("sun.java.command")) {
                properties.setProperty(name, systemProperties.getProperty(name));
            }
        }
        return Settings.resolve(agentArguments(), properties, environment, Instrumentation.ids());
    }

    /** As they would follow {@code -javaagent:crowsnest-agent.jar=}. */
    private String agentArguments() {
        StringJoiner joined = new StringJoiner(",");
        if (file != null) {
            joined.add("config=\"" + file + '"');
        }
        if (!arguments.isEmpty()) {
            joined.add(Arguments.joined(arguments));
        }
        return joined.toString();
    }
}
