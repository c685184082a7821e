package io.crowsnest.telemetry;

/** A daemon thread of the agent. Being one is the mark by which hooks know not to observe the agent itself. */
public final class AgentThread extends Thread {

    /** Makes a thread named {@code crowsnest-<name>} whose context class loader is the agent's. */
    public AgentThread(String name, Runnable work) {
        super(null, work, "crowsnest-".concat(name), 0, false);
        setDaemon(true);
        setContextClassLoader(AgentThread.class.getClassLoader());
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
