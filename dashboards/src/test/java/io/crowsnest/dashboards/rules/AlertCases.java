package io.crowsnest.dashboards.rules;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * What each alert is tried with: a healthy service, of which some series are other than they should be. Written as promtool reads it.
 * What fires is compared with all that should, so each case also shows that nothing else does.
 *
 * <p>Values are Prometheus's shorthand, one every 30 seconds: {@code 0+300x20} counts 300 up twenty times, {@code 1x20} stays 1.
 */
final class AlertCases {

    /** Seven and a half hours: enough for all cases but those that look back a day. */
    private static final String LONG = "x900";

    /** A heap of 1 GB as it looks between collections: every five minutes from 40 % up to 90 % and back. */
    private static final String SAWTOOTH = "400000000+50000000x10 ".repeat(82).strip();

    private static final String WHO = "job=\"web\", instance=\"a\"";

    /** One trial. {@code firing} has an alert a line, as {@code name severity} or {@code name severity window}. */
    record Case(String name, String time, Map<String, String> series, List<String> firing) {

        /** Takes promtool long when every half minute is evaluated. */
        boolean isLong() {
            return time.contains("h") || time.matches("\\d{3}m") || time.equals("90m");
        }
    }

    private final List<Case> cases = new ArrayList<>();
    private String alert = "";
    private String severity = "";
    private String series = "";
    private final Map<String, String> circumstances = new LinkedHashMap<>();

    private AlertCases() {}

    static List<Case> all() {
        AlertCases cases = new AlertCases();
        cases.objectives();
        cases.services();
        cases.jvms();
        cases.dependencies();
        cases.agents();
        return cases.cases;
    }

    private static Map<String, String> healthy() {
        Map<String, String> series = new LinkedHashMap<>();
        series.put("up{" + WHO + "}", "1" + LONG);
        put(series, "crowsnest_build_info", "version=\"1\"", "1" + LONG);
        put(series, "http_server_requests_seconds_count", "outcome=\"SUCCESS\"", "0+300" + LONG);
        put(series, "http_server_requests_seconds_bucket", "outcome=\"SUCCESS\", le=\"0.5\"", "0+300" + LONG);
        put(series, "jvm_memory_used_bytes", "area=\"heap\", id=\"G1 Old Gen\"", SAWTOOTH);
        put(series, "jvm_memory_max_bytes", "area=\"heap\", id=\"G1 Old Gen\"", "1000000000" + LONG);
        put(series, "jvm_memory_usage_after_gc", "area=\"heap\", pool=\"long-lived\"", "0.4" + LONG);
        put(series, "jvm_gc_pause_seconds_sum", "gc=\"G1 Young Generation\"", "0+0.3" + LONG);
        put(series, "jvm_gc_concurrent_phase_time_seconds_sum", "gc=\"ZGC Major Cycles\"", "0+25" + LONG);
        put(series, "jvm_threads_states_threads", "state=\"runnable\"", "30" + LONG);
        put(series, "jvm_threads_states_threads", "state=\"blocked\"", "0" + LONG);
        put(series, "jvm_threads_deadlocked", "", "0" + LONG);
        put(series, "jvm_memory_used_bytes", "area=\"nonheap\", id=\"Metaspace\"", "95" + LONG);
        put(series, "jvm_memory_max_bytes", "area=\"nonheap\", id=\"Metaspace\"", "-1" + LONG);
        put(series, "process_cpu_time_seconds_total", "", "0+15" + LONG);
        put(series, "system_cpu_count", "", "2" + LONG);
        put(series, "process_files_open_files", "", "100" + LONG);
        put(series, "process_files_max_files", "", "1000" + LONG);
        put(series, "process_start_time_seconds", "", "100" + LONG);
        put(series, "hikaricp_connections_active", "pool=\"main\"", "2" + LONG);
        put(series, "hikaricp_connections_max", "pool=\"main\"", "10" + LONG);
        put(series, "hikaricp_connections_pending", "pool=\"main\"", "0" + LONG);
        put(series, "hikaricp_connections_timeout_total", "pool=\"main\"", "0" + LONG);
        put(series, "http_client_requests_seconds_count", "client_name=\"stock\", outcome=\"SUCCESS\"", "0+300" + LONG);
        put(
                series,
                "db_client_operation_duration_seconds_count",
                "db_system_name=\"postgresql\", error_type=\"none\"",
                "0+300" + LONG);
        put(series, "crowsnest_log_events_captured_total", "level=\"error\"", "0" + LONG);
        put(series, "crowsnest_log_delivery_lag_seconds", "destination=\"elasticsearch\"", "0" + LONG);
        put(series, "crowsnest_log_events_dropped_total", "destination=\"elasticsearch\", reason=\"full\"", "0" + LONG);
        put(series, "crowsnest_log_events_dead_lettered_total", "destination=\"elasticsearch\"", "0" + LONG);
        put(series, "crowsnest_series_overflow_total", "metric=\"http_server_requests_seconds\"", "0" + LONG);
        put(series, "crowsnest_hook_errors_total", "instrumentation=\"tomcat\"", "0" + LONG);
        put(series, "scrape_duration_seconds", "", "0.05" + LONG);
        return series;
    }

    private static void put(Map<String, String> series, String name, String labels, String values) {
        series.put(name(name, labels), values);
    }

    private static String name(String name, String labels) {
        return name + "{" + WHO + (labels.isEmpty() ? "" : ", " + labels) + "}";
    }

    private void objectives() {
        String failed = "outcome=\"SERVER_ERROR\"";
        alert("ErrorBudgetBurn", "critical 1h").on("http_server_requests_seconds_count", failed);
        fires("0+6" + LONG, "10m");
        below("0+4" + LONG, "10m");
        recovers("0+6x20 120x200", "25m", "ErrorBudgetBurn critical 6h");
        noData("10m");
        alert("ErrorBudgetBurn", "critical 6h").on("http_server_requests_seconds_count", failed);
        fires("0+3" + LONG, "30m");
        below("0+1.5" + LONG, "30m");
        recovers("0+3x60 183x300", "70m", "ErrorBudgetBurn warning 1d");
        noData("30m");
        alert("ErrorBudgetBurn", "warning 1d").on("http_server_requests_seconds_count", failed);
        fires("0+1.2" + LONG, "90m");
        below("0+0.8" + LONG, "90m");
        recovers("0+1.2x180 216x500", "2h15m");
        noData("90m");
        alert("ErrorBudgetBurn", "warning 3d").on("http_server_requests_seconds_count", failed);
        fires("0+0.5" + LONG, "4h");
        below("0+0.2" + LONG, "4h");
        recovers("0+0.5x480 240x500", "7h");
        noData("4h");

        String fast = "outcome=\"SUCCESS\", le=\"0.5\"";
        alert("LatencyBudgetBurn", "critical 1h").on("http_server_requests_seconds_bucket", fast);
        fires("0+240" + LONG, "10m");
        below("0+270" + LONG, "10m");
        recovers("0+240x20 4800+300x300", "40m");
        noData("10m");
        alert("LatencyBudgetBurn", "critical 6h").on("http_server_requests_seconds_bucket", fast);
        fires("0+270" + LONG, "30m");
        below("0+290" + LONG, "30m");
        recovers("0+270x60 16200+300x400", "90m");
        noData("30m");
    }

    private void services() {
        alert("ServiceInstanceDown", "warning").on("up", "");
        circumstance("up{job=\"web\", instance=\"b\"}", "1" + LONG);
        fires("0" + LONG, "5m");
        below("1x5 0 0 0 1" + LONG, "4m30s");
        recovers("0x10 1" + LONG, "8m");
        noData("5m");
        alert("ServiceAllDown", "critical").on("up", "");
        // The instance that is down has an alert of its own; Alertmanager keeps it back.
        fires("0" + LONG, "90s");
        below("1x5 0 0 1" + LONG, "3m30s");
        recovers("0x10 1" + LONG, "8m");
        fires("1x60 _x600 stale", "80m");
        alert("RestartLoop", "critical").on("process_start_time_seconds", "");
        fires("100 200 300 400 500x600", "5m");
        below("100 200 300 400x600", "5m");
        recovers("100 200 300 400 500x600", "20m");
        noData("5m");

        alert("TrafficVanished", "warning").on("http_server_requests_seconds_count", "outcome=\"SUCCESS\"");
        circumstance(name("crowsnest_build_info", "version=\"1\""), "1x3200");
        circumstance(name("up", ""), "1x3200");
        circumstance(name("http_server_requests_seconds_bucket", "outcome=\"SUCCESS\", le=\"0.5\""), "0+300x3200");
        fires("0+300x2880 864000+20x300", "24h45m");
        below("0+300x2880 864000+40x300", "24h45m");
        recovers("0+300x2880 864000+20x100 866000+300x300", "25h10m");
        noData("24h45m");

        alert("ErrorLogSpike", "warning").on("crowsnest_log_events_captured_total", "level=\"error\"");
        fires("0+1x160 160+20" + LONG, "100m");
        below("0+10x160 1600+40" + LONG, "100m");
        recovers("0+1x160 160+20x40 960" + LONG, "112m");
        noData("100m");
    }

    private void jvms() {
        alert("JvmHeapAfterGcHigh", "warning").on("jvm_memory_usage_after_gc", "area=\"heap\", pool=\"long-lived\"");
        fires("0.9" + LONG, "20m");
        below("0.84" + LONG, "20m");
        below("0.4" + LONG, "30m");
        recovers("0.9x40 0.5" + LONG, "22m");
        noData("20m");
        alert("JvmHeapAfterGcHigh", "critical").on("jvm_memory_usage_after_gc", "area=\"heap\", pool=\"long-lived\"");
        fires("0.97" + LONG, "10m");
        below("0.94" + LONG, "10m");
        recovers("0.97x20 0.5" + LONG, "12m");
        noData("10m");
        alert("JvmHeapLeakSuspected", "warning").on("jvm_memory_usage_after_gc", "area=\"heap\", pool=\"long-lived\"");
        fires("0.5+0.001x300", "150m");
        below("0.5+0.0004x600", "150m");
        recovers("0.5+0.001x300 0.3" + LONG, "165m");
        noData("150m");

        alert("JvmGcPauseShareHigh", "warning").on("jvm_gc_pause_seconds_sum", "gc=\"G1 Young Generation\"");
        fires("0+4.5" + LONG, "15m");
        below("0+2.9" + LONG, "15m");
        recovers("0+4.5x30 135" + LONG, "21m");
        noData("15m");
        alert("JvmGcPauseShareHigh", "critical").on("jvm_gc_pause_seconds_sum", "gc=\"G1 Young Generation\"");
        fires("0+9" + LONG, "11m");
        below("0+7" + LONG, "11m");
        recovers("0+9x30 270" + LONG, "25m");
        noData("11m");

        alert("JvmThreadsDeadlocked", "critical").on("jvm_threads_deadlocked", "");
        fires("2" + LONG, "5m");
        below("0x4 2 2 2 0" + LONG, "8m");
        recovers("2x10 0" + LONG, "12m");
        noData("5m");
        alert("JvmThreadsBlockedShare", "warning").on("jvm_threads_states_threads", "state=\"blocked\"");
        fires("20" + LONG, "15m");
        below("7" + LONG, "15m");
        recovers("20x30 0" + LONG, "17m");
        noData("15m");
        alert("JvmMetaspaceFilling", "warning").on("jvm_memory_max_bytes", "area=\"nonheap\", id=\"Metaspace\"");
        fires("100" + LONG, "20m");
        below("106" + LONG, "20m");
        recovers("100x40 200" + LONG, "22m");
        noData("20m");
        alert("FileDescriptorsLow", "critical").on("process_files_open_files", "");
        fires("950" + LONG, "10m");
        below("900" + LONG, "10m");
        recovers("950x20 100" + LONG, "12m");
        noData("10m");
        alert("CpuSaturated", "warning").on("process_cpu_time_seconds_total", "");
        fires("0+57" + LONG, "20m");
        below("0+53" + LONG, "20m");
        recovers("0+57x50 2850" + LONG, "31m");
        noData("20m");
    }

    private void dependencies() {
        alert("ConnectionPoolExhausted", "critical").on("hikaricp_connections_active", "pool=\"main\"");
        circumstance(name("hikaricp_connections_pending", "pool=\"main\""), "3" + LONG);
        fires("10" + LONG, "5m");
        below("9" + LONG, "5m");
        recovers("10x10 2" + LONG, "7m");
        noData("5m");
        alert("ConnectionPoolExhausted", "critical").on("jdbc_connections_active", "name=\"main\"");
        circumstance(name("jdbc_connections_max", "name=\"main\""), "10" + LONG);
        circumstance(name("jdbc_connections_pending", "name=\"main\""), "3" + LONG);
        fires("10" + LONG, "5m");
        below("9" + LONG, "5m");
        recovers("10x10 2" + LONG, "7m");
        noData("5m");
        alert("ConnectionPoolTimeouts", "warning").on("hikaricp_connections_timeout_total", "pool=\"main\"");
        fires("0+1" + LONG, "8m");
        below("0x10 1" + LONG, "8m");
        recovers("0+1x20 20" + LONG, "18m");
        noData("8m");
        alert("DependencyErrors", "warning")
                .on("http_client_requests_seconds_count", "client_name=\"stock\", outcome=\"UNKNOWN\"");
        fires("0+30" + LONG, "15m");
        below("0+15" + LONG, "15m");
        recovers("0+30x30 900" + LONG, "22m");
        noData("15m");
        alert("DatabaseErrors", "warning")
                .on(
                        "db_client_operation_duration_seconds_count",
                        "db_system_name=\"postgresql\", error_type=\"40001\"");
        fires("0+30" + LONG, "15m");
        below("0+15" + LONG, "15m");
        recovers("0+30x30 900" + LONG, "22m");
        noData("15m");
    }

    private void agents() {
        alert("CrowsnestSinkStalled", "warning")
                .on("crowsnest_log_delivery_lag_seconds", "destination=\"elasticsearch\"");
        fires("0+30" + LONG, "20m");
        below("300" + LONG, "20m");
        recovers("0+30x40 0" + LONG, "22m");
        noData("20m");
        alert("CrowsnestDropping", "warning")
                .on("crowsnest_log_events_dropped_total", "destination=\"elasticsearch\", reason=\"full\"");
        fires("0+1" + LONG, "15m");
        below("0x10 5" + LONG, "15m");
        recovers("0+1x30 30" + LONG, "22m");
        noData("15m");
        alert("CrowsnestDeadLettering", "warning")
                .on("crowsnest_log_events_dead_lettered_total", "destination=\"elasticsearch\"");
        fires("0+1" + LONG, "15m");
        below("0x10 5" + LONG, "15m");
        recovers("0+1x30 30" + LONG, "22m");
        noData("15m");
        alert("CrowsnestSeriesOverflow", "warning")
                .on("crowsnest_series_overflow_total", "metric=\"http_server_requests_seconds\"");
        fires("0+1" + LONG, "20m");
        below("0x20 5" + LONG, "20m");
        recovers("0+1x50 50" + LONG, "32m");
        noData("20m");
        alert("CrowsnestHookErrors", "warning").on("crowsnest_hook_errors_total", "instrumentation=\"tomcat\"");
        fires("0x10 5" + LONG, "8m");
        below("0" + LONG, "8m");
        recovers("0x10 5" + LONG, "40m");
        noData("8m");
        alert("CrowsnestScrapeSlow", "warning").on("scrape_duration_seconds", "");
        fires("6" + LONG, "15m");
        below("5" + LONG, "15m");
        recovers("6x30 1" + LONG, "17m");
        noData("15m");
        // It fires always; what is tried here is that nothing does without any series but it.
        cases.add(new Case("Watchdog fires without any data", "10m", Map.of(), List.of("Watchdog none")));
    }

    private AlertCases alert(String name, String severityAndWindow) {
        alert = name;
        severity = severityAndWindow;
        circumstances.clear();
        return this;
    }

    private void on(String name, String labels) {
        series = name(name, labels);
    }

    private void circumstance(String other, String values) {
        circumstances.put(other, values);
    }

    private void fires(String values, String time) {
        add("fires", values, time, List.of(alert + " " + severity));
    }

    private void below(String values, String time) {
        add("is quiet just below", values, time, List.of());
    }

    private void recovers(String values, String time, String... others) {
        add("ends", values, time, List.of(others));
    }

    private void noData(String time) {
        Map<String, String> all = healthy();
        all.putAll(circumstances);
        all.remove(series);
        cases.add(new Case(alert + " " + severity + " is quiet without data", time, all, List.of("Watchdog none")));
    }

    private void add(String what, String values, String time, List<String> firing) {
        Map<String, String> all = healthy();
        all.putAll(circumstances);
        all.put(series, values);
        List<String> also = new ArrayList<>(firing);
        also.add("Watchdog none");
        cases.add(new Case(alert + " " + severity + " " + what, time, all, also));
    }
}
