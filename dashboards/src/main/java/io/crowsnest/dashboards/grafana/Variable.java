package io.crowsnest.dashboards.grafana;

/** A choice at the top of a dashboard. */
public sealed interface Variable {

    String name();

    /** Which datasource of that type to ask. */
    record Source(String type) implements Variable {
        @Override
        public String name() {
            return type + "_datasource";
        }
    }

    /**
     * Label values to choose some or all of.
     *
     * @param query {@code label_values(series, label)}
     * @param regex takes a part of each value; empty for all of it
     * @param all what stands for all of them
     */
    record Values(String name, String label, String query, String regex, String all) implements Variable {}

    /** Some of a few values that are known; none chosen means all. */
    record OneOf(String name, String label, String values) implements Variable {}

    /** Free text. */
    record Text(String name, String label, String initial) implements Variable {}

    Variable PROMETHEUS = new Source("prometheus");
    Variable ELASTICSEARCH = new Source("elasticsearch");
    Variable JOB = new Values("job", "Job", "label_values(crowsnest_build_info, job)", "", ".+");
    Variable INSTANCE =
            new Values("instance", "Instance", "label_values(crowsnest_build_info{job=~\"$job\"}, instance)", "", ".+");
}
