package io.crowsnest.core.cli;

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** Prints the libraries that are observed, in columns. */
@Command(name = "instrumentations", description = "List the libraries that are observed, and what is measured.")
final class InstrumentationsCommand implements Runnable {

    private static final Instrumentation HEADER = new Instrumentation("ID", "LIBRARY", "VERSIONS", "MEASURES");

    @Spec
    @SuppressWarnings("NullAway.Init") // set by picocli before anything runs
    private CommandSpec spec;

    @Override
    public void run() {
        print(Instrumentation.all(), spec.commandLine().getOut());
    }

    static void print(List<Instrumentation> rows, PrintWriter out) {
        int id = HEADER.id().length();
        int library = HEADER.library().length();
        int versions = HEADER.versions().length();
        for (Instrumentation row : rows) {
            id = Math.max(id, row.id().length());
            library = Math.max(library, row.library().length());
            versions = Math.max(versions, row.versions().length());
        }
        String format = "%-" + id + "s  %-" + library + "s  %-" + versions + "s  %s%n";
        out.printf(format, HEADER.id(), HEADER.library(), HEADER.versions(), HEADER.description());
        for (Instrumentation row : rows) {
            out.printf(format, row.id(), row.library(), row.versions(), row.description());
        }
    }
}
