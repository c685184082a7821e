package io.crowsnest.core.cli;

import io.crowsnest.core.hook.Presence;
import io.crowsnest.core.settings.Keys;
import io.crowsnest.core.settings.Problem;
import io.crowsnest.core.settings.Settings;
import java.io.PrintWriter;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.security.CodeSource;
import java.time.Duration;
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

/**
 * Brings the agent into a JVM that runs already. Wrong settings are refused before: an agent stays as long as its process, and takes no others.
 */
@Command(
        name = "attach",
        description = "Attach the agent to a JVM that runs, for as long as it does; exit 1 when that does not take it.")
final class AttachCommand implements Callable<Integer> {

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final long PAUSE_MILLIS = 100;
    private static final int OLDEST_JAVA = 17;

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Parameters(index = "0", paramLabel = "PID", description = "Process id of the JVM; jps lists them.")
    private long pid;

    @Parameters(
            index = "1..*",
            paramLabel = "SETTINGS",
            description =
                    "As after -javaagent:crowsnest-agent.jar=, key=value,key=value; several are joined. Paths are those of the process.")
    private List<String> settings = new ArrayList<>();

    @Override
    public Integer call() throws InterruptedException {
        String given = String.join(",", settings);
        refuseWrong(given);
        Path jar = jar();
        PrintWriter out = spec.commandLine().getOut();
        PrintWriter err = spec.commandLine().getErr();
        try (RunningJvm jvm = RunningJvm.attach(pid)) {
            String java = jvm.systemProperties().getProperty("java.specification.version", "0");
            if (isTooOld(java)) {
                throw new RefusedException(
                        "it runs on Java " + java, "the agent needs Java " + OLDEST_JAVA + " or newer there");
            }
            Properties before = jvm.agentProperties();
            if (before.containsKey(Presence.VERSION)) {
                err.println("nothing done: the agent is in " + pid + " already, " + state(before));
                err.println("other settings take a restart of the process");
                return 1;
            }
            jvm.load(jar, given);
            Properties after = await(jvm);
            if (!after.containsKey(Presence.METRICS)) {
                err.println("loaded into " + pid + ", but it has not started within " + PATIENCE.toSeconds() + " s");
                err.println("see the standard error of the process, and whether settings of its own say enabled=false");
                return 1;
            }
            out.println("attached to " + pid + ", " + state(after));
            return 0;
        } catch (RefusedException e) {
            err.println("not attached to " + pid + ": " + e.why());
            err.println(e.remedy());
            return 1;
        }
    }

    /** Without the settings of this command's own environment, which the process does not have. */
    private void refuseWrong(String given) {
        Settings tried = Settings.resolve(given, new Properties(), Map.of(), Instrumentation.ids());
        for (Problem problem : tried.problems()) {
            spec.commandLine().getErr().println(problem.line());
        }
        if (!tried.problems().isEmpty()) {
            throw wrong("nothing done: correct the settings first, the agent takes no others once it is attached");
        }
        if (!tried.get(Keys.ENABLED)) {
            throw wrong("enabled=false: there would be nothing to attach");
        }
        String file = tried.find(Keys.CONFIG);
        if (file != null && !isWhole(file)) {
            throw wrong("config=" + file + ": the process runs in a directory of its own, name the whole path");
        }
    }

    private ParameterException wrong(String message) {
        return new ParameterException(spec.commandLine(), message);
    }

    private static boolean isWhole(String file) {
        try {
            return Path.of(file).isAbsolute();
        } catch (InvalidPathException e) {
            return false;
        }
    }

    private Path jar() {
        CodeSource source = AttachCommand.class.getProtectionDomain().getCodeSource();
        try {
            Path jar = Path.of(source.getLocation().toURI());
            if (Files.isRegularFile(jar)) {
                return jar.toAbsolutePath();
            }
        } catch (URISyntaxException e) {
            // As if it were no file.
        }
        throw wrong("only crowsnest-agent.jar can be attached, and this was started from " + source.getLocation());
    }

    static boolean isTooOld(String specification) {
        // 1.8, and 9 from then on.
        return specification.startsWith("1.") || Integer.parseInt(specification) < OLDEST_JAVA;
    }

    private static Properties await(RunningJvm jvm) throws RefusedException, InterruptedException {
        long end = System.nanoTime() + PATIENCE.toNanos();
        Properties properties = jvm.agentProperties();
        while (!properties.containsKey(Presence.METRICS) && System.nanoTime() - end < 0) {
            Thread.sleep(PAUSE_MILLIS);
            properties = jvm.agentProperties();
        }
        return properties;
    }

    private static String state(Properties properties) {
        String metrics = properties.getProperty(Presence.METRICS);
        return "version " + properties.getProperty(Presence.VERSION) + ", "
                + (metrics == null ? "starting" : metrics.isEmpty() ? "no metrics endpoint" : "metrics: " + metrics);
    }
}
