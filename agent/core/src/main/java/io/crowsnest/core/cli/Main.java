package io.crowsnest.core.cli;

import io.crowsnest.core.settings.NearestMatch;
import java.io.PrintWriter;
import java.nio.charset.Charset;
import java.util.Map;
import java.util.Properties;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.HelpCommand;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ScopeType;
import picocli.CommandLine.Spec;
import picocli.CommandLine.UnmatchedArgumentException;

/**
 * Runs one command, whose exit code is: 0 for success, 1 when the command found problems, 2 when it was called
 * wrongly; doctor and send-test say 1 for warnings, 2 for what does not work.
 */
@Command(
        name = "java -jar crowsnest-agent.jar",
        synopsisSubcommandLabel = "COMMAND",
        mixinStandardHelpOptions = true,
        scope = ScopeType.INHERIT,
        versionProvider = VersionCommand.class,
        subcommands = HelpCommand.class)
public final class Main implements Runnable {

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    Main() {}

    static int runInJvm(String[] args) {
        PrintWriter out = new PrintWriter(System.out, false, Charset.defaultCharset());
        PrintWriter err = new PrintWriter(System.err, false, Charset.defaultCharset());
        int exitCode = run(args, out, err, System.getProperties(), System.getenv());
        out.flush();
        err.flush();
        return exitCode;
    }

    static int run(
            String[] args,
            PrintWriter out,
            PrintWriter err,
            Properties systemProperties,
            Map<String, String> environment) {
        CommandLine commandLine = new CommandLine(new Main())
                .addSubcommand(new VersionCommand())
                .addSubcommand(new ConfigCommand(systemProperties, environment))
                .addSubcommand(new DoctorCommand(systemProperties, environment))
                .addSubcommand(new InstrumentationsCommand())
                .addSubcommand(new MetricsCommand(systemProperties, environment))
                .addSubcommand(new SendTestCommand(systemProperties, environment))
                .addSubcommand(new AttachCommand())
                .addSubcommand(new DrainCommand(systemProperties, environment))
                .addSubcommand(new StackCommand());
        // Here, as an annotation's header would be inherited by the commands.
        commandLine
                .getCommandSpec()
                .usageMessage()
                .header("Crowsnest, one agent for the JVM: java -javaagent:crowsnest-agent.jar -jar app.jar", "");
        // Plain text everywhere: the output ends in tickets and files more often than on a terminal.
        commandLine.setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF));
        commandLine.setUsageHelpAutoWidth(false);
        commandLine.setOut(out);
        commandLine.setErr(err);
        commandLine.setParameterExceptionHandler(Main::explain);
        return commandLine.execute(args);
    }

    @Override
    public void run() {
        spec.commandLine().usage(spec.commandLine().getOut());
    }

    private static int explain(ParameterException e, String[] args) {
        CommandLine command = e.getCommandLine();
        PrintWriter err = command.getErr();
        String unmatched = e instanceof UnmatchedArgumentException unknown
                ? unknown.getUnmatched().get(0)
                : "-";
        if (!command.getSubcommands().isEmpty() && !unmatched.startsWith("-")) {
            String nearest = NearestMatch.of(unmatched, command.getSubcommands().keySet());
            err.println("unknown command: " + unmatched + (nearest == null ? "" : ", did you mean: " + nearest));
        } else {
            err.println(e.getMessage());
        }
        err.println("help: java -jar crowsnest-agent.jar help");
        return CommandLine.ExitCode.USAGE;
    }
}
