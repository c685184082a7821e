package io.crowsnest.core.cli;

import java.util.function.Consumer;

/** The jar as a program, in the form in which the entry class calls into the agent. */
public final class Program implements Consumer<String[]> {

    /** Made by the entry class. */
    public Program() {}

    @Override
    public void accept(String[] arguments) {
        Main.main(arguments);
    }
}
