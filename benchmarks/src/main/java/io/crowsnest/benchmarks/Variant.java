package io.crowsnest.benchmarks;

import java.util.List;

/**
 * One way to start the application.
 *
 * @param id how the options and the raw figures call it
 * @param title how the tables call it
 * @param settings what it was set to, for the report
 * @param jvmOptions what is added to the command line of the JVM
 */
record Variant(String id, String title, String settings, List<String> jvmOptions) {

    /** The id of the one that all others are compared with. */
    static final String NONE = "none";

    /** The id of a Logback whose appender formats the message, as all do that write it, and does no more. */
    static final String FORMATTING = "none-formatting";

    /** The id of an agent that does nothing: its price is what the JVM charges for having one. */
    static final String IDLE = "idle";

    /** True for Crowsnest with something wrong about it; measured only when asked for by name. */
    boolean isFault() {
        return id.startsWith("fault-");
    }

    boolean isCrowsnest() {
        return id.startsWith("crowsnest");
    }
}
