package io.crowsnest.dogstatsd;

import java.util.List;

/** One line of the protocol, understood. */
public sealed interface Message {

    /** Tags in the order in which they came; never null. */
    List<String> tags();

    /** Where the line comes from, as it says itself. */
    Origin origin();

    /**
     * Origin detection.
     *
     * @param containerId from {@code c:}; empty if there is none
     * @param inode of the control group from {@code c:}; 0 if there is none
     * @param external what {@code e:} holds
     * @param cardinality what {@code card:} holds
     */
    record Origin(String containerId, long inode, String external, String cardinality) {
        static final Origin NONE = new Origin("", 0, "", "");
    }

    /**
     * One or more values of a metric.
     *
     * @param type {@code g}, {@code c}, {@code h}, {@code d}, {@code s} or {@code ms}
     * @param values empty for a set
     * @param setValue empty for everything else
     * @param rate the sample rate, 1 if none was given
     * @param timestamp seconds since 1970; 0 if none was given
     */
    record Sample(
            String name,
            String type,
            List<Double> values,
            String setValue,
            double rate,
            List<String> tags,
            long timestamp,
            Origin origin)
            implements Message {}

    /** An event; texts that were not given are empty, and so is the time 0. */
    record Event(
            String title,
            String text,
            long timestamp,
            String host,
            String aggregationKey,
            String priority,
            String sourceType,
            String alertType,
            List<String> tags,
            Origin origin)
            implements Message {}

    /** A service check, with status 0 (fine), 1 (warning), 2 (critical) or 3 (unknown). */
    record ServiceCheck(
            String name, int status, long timestamp, String host, String message, List<String> tags, Origin origin)
            implements Message {}
}
