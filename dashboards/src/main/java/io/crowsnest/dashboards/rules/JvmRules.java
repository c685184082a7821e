package io.crowsnest.dashboards.rules;

import static io.crowsnest.dashboards.promql.Promql.group;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;

import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.dashboards.rules.Rule.Alert;
import io.crowsnest.dashboards.rules.Rule.Recording;
import io.crowsnest.dashboards.rules.Rule.Severity;
import io.crowsnest.telemetry.Catalogue;
import java.util.List;

/** Memory, collections, threads, processors and files of each JVM. */
final class JvmRules {

    private static final Series of = Series.OF_ALL;
    private static final String WHO = "{{ $labels.job }}: {{ $labels.instance }}";

    private JvmRules() {}

    static RuleGroup make() {
        return new RuleGroup(
                "crowsnest-jvm",
                List.of(
                        heapRecording(),
                        pauseRecording(),
                        cpuRecording(),
                        heap("0.85", "15m", Severity.WARNING),
                        heap("0.95", "5m", Severity.CRITICAL),
                        leak(),
                        pauses("0.10", "10m", Severity.WARNING),
                        pauses("0.25", "5m", Severity.CRITICAL),
                        deadlocked(),
                        blocked(),
                        metaspace(),
                        files(),
                        cpu()));
    }

    /** After a collection: in between a healthy heap goes up to its limit again and again. */
    private static Rule heapRecording() {
        return new Recording(
                Recorded.HEAP_AFTER_GC,
                max("job, instance", of.of(Catalogue.JVM_MEMORY_USAGE_AFTER_GC, "area=\"heap\"")));
    }

    /** Zero where there was no pause so far. */
    private static Rule pauseRecording() {
        return new Recording(
                Recorded.GC_PAUSE_SHARE,
                sum("job, instance", rate(of.sum(Catalogue.JVM_GC_PAUSE), "5m")) + " or "
                        + group("job, instance", of.of(Catalogue.CROWSNEST_BUILD_INFO)) + " * 0");
    }

    private static Rule cpuRecording() {
        return new Recording(
                Recorded.CPU,
                sum("job, instance", rate(of.of(Catalogue.PROCESS_CPU_TIME), "5m")) + " / "
                        + sum("job, instance", of.of(Catalogue.SYSTEM_CPU_COUNT)));
    }

    private static Rule heap(String limit, String lasting, Severity severity) {
        return Alert.of(
                "JvmHeapAfterGcHigh",
                Recorded.HEAP_AFTER_GC + " > " + limit,
                lasting,
                severity,
                WHO + " has hardly any heap left",
                "{{ $value | humanizePercentage }} of the long-lived heap of {{ $labels.instance }} is in use after collections.");
    }

    private static Rule leak() {
        return Alert.of(
                "JvmHeapLeakSuspected",
                "predict_linear(" + Recorded.HEAP_AFTER_GC + "[1h], 14400) > 1 and " + Recorded.HEAP_AFTER_GC
                        + " > 0.6",
                "1h",
                Severity.WARNING,
                WHO + " may leak memory",
                "If it goes on like in the last hour, the heap of {{ $labels.instance }} is full in less than four hours.");
    }

    private static Rule pauses(String limit, String lasting, Severity severity) {
        return Alert.of(
                "JvmGcPauseShareHigh",
                Recorded.GC_PAUSE_SHARE + " > " + limit,
                lasting,
                severity,
                WHO + " stands still for collections",
                "{{ $labels.instance }} spends {{ $value | humanizePercentage }} of its time in pauses for collections.");
    }

    private static Rule deadlocked() {
        return Alert.of(
                        "JvmThreadsDeadlocked",
                        of.of(Catalogue.JVM_THREADS_DEADLOCKED) + " > 0",
                        "2m",
                        Severity.CRITICAL,
                        WHO + " has deadlocked threads",
                        "{{ $value }} threads of {{ $labels.instance }} wait for each other and never go on.")
                .keepFiring("5m");
    }

    private static Rule blocked() {
        String blocked = sum("job, instance", of.of(Catalogue.JVM_THREADS_STATES, "state=\"blocked\""));
        return Alert.of(
                "JvmThreadsBlockedShare",
                blocked + " / " + sum("job, instance", of.of(Catalogue.JVM_THREADS_STATES)) + " > 0.2 and " + blocked
                        + " > 10",
                "10m",
                Severity.WARNING,
                WHO + " has many threads that wait for a lock",
                "{{ $value | humanizePercentage }} of the threads of {{ $labels.instance }} are blocked.");
    }

    /** Only where there is a limit; without one it says -1. */
    private static Rule metaspace() {
        String metaspace = "id=\"Metaspace\"";
        return Alert.of(
                "JvmMetaspaceFilling",
                of.of(Catalogue.JVM_MEMORY_USED, metaspace) + " / (" + of.of(Catalogue.JVM_MEMORY_MAX, metaspace)
                        + " > 0) > 0.9",
                "15m",
                Severity.WARNING,
                WHO + " has hardly any metaspace left",
                "{{ $value | humanizePercentage }} of the metaspace of {{ $labels.instance }} is in use.");
    }

    private static Rule files() {
        return Alert.of(
                "FileDescriptorsLow",
                of.of(Catalogue.PROCESS_FILES_OPEN) + " / " + of.of(Catalogue.PROCESS_FILES_MAX) + " > 0.9",
                "5m",
                Severity.CRITICAL,
                WHO + " has hardly any file descriptors left",
                "{{ $value | humanizePercentage }} of the file descriptors of {{ $labels.instance }} are in use.");
    }

    private static Rule cpu() {
        return Alert.of(
                "CpuSaturated",
                Recorded.CPU + " > 0.9",
                "15m",
                Severity.WARNING,
                WHO + " has no processor time left",
                "{{ $labels.instance }} uses {{ $value | humanizePercentage }} of its processors.");
    }
}
