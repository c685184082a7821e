package io.crowsnest.core.cli;

import java.util.function.Function;

/** The jar as a program, in the form in which the entry class calls into the agent. */
public final class Program implements Function<Object[], Object> {

    /** Made by the entry class. */
    public Program() {}

    /** Runs the command line and returns the exit code. */
    @Override
    public Object apply(Object[] arguments) {
        return Main.runInJvm((String[]) arguments);
    }
}
