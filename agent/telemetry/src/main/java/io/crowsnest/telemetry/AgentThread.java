package io.crowsnest.telemetry;

import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.PrintStream;

/** A daemon thread of the agent. Being one is the mark by which hooks know not to observe the agent itself. */
public final class AgentThread extends Thread implements Thread.UncaughtExceptionHandler {

    /** Makes a thread named {@code crowsnest-<name>} whose context class loader is the agent's. */
    public AgentThread(String name, Runnable work) {
        super(null, work, "crowsnest-".concat(name), 0, false);
        setDaemon(true);
        setContextClassLoader(AgentThread.class.getClassLoader());
        setUncaughtExceptionHandler(this);
    }

    /** True on threads of the agent. */
    public static boolean isCurrent() {
        return Thread.currentThread() instanceof AgentThread;
    }

    /**
     * Does nothing. Applications interrupt whole thread groups, and an interrupt closes every file that the thread reads or writes, for all
     * threads.
     */
    @Override
    public void interrupt() {}

    /**
     * Says what ended the thread, on standard error. It must not come to the default handler: that is the application's, and some of those end the
     * process.
     */
    @Override
    public void uncaughtException(Thread thread, Throwable failure) {
        PrintStream standardError = new PrintStream(new FileOutputStream(FileDescriptor.err), true);
        standardError.println("[crowsnest] ERROR a thread of the agent ended thread=" + thread.getName() + " failure=\""
                + LogText.describe(failure).replace('\n', ' ') + '"');
    }

    @Override
    public void run() {
        AgentCpu.started(this);
        try {
            super.run();
        } finally {
            AgentCpu.ended(this);
        }
    }
}
