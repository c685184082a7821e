package io.crowsnest.dashboards.board;

import static io.crowsnest.dashboards.promql.Promql.average;
import static io.crowsnest.dashboards.promql.Promql.max;
import static io.crowsnest.dashboards.promql.Promql.rate;
import static io.crowsnest.dashboards.promql.Promql.sum;
import static io.crowsnest.dashboards.promql.Promql.top;

import io.crowsnest.dashboards.grafana.Dashboard;
import io.crowsnest.dashboards.grafana.Link;
import io.crowsnest.dashboards.grafana.Panel;
import io.crowsnest.dashboards.grafana.Row;
import io.crowsnest.dashboards.grafana.Variable;
import io.crowsnest.dashboards.promql.Recorded;
import io.crowsnest.dashboards.promql.Series;
import io.crowsnest.telemetry.Catalogue;
import io.crowsnest.telemetry.Metric;
import java.util.List;

/** Is the runtime the cause, and on which instance? */
final class JvmDashboard {

    private static final Series of = Series.OF_INSTANCES;
    private static final String HEAP = "area=\"heap\"";

    private JvmDashboard() {}

    static Dashboard make() {
        return new Dashboard(
                Dashboard.Id.JVM,
                "JVM",
                "Is the runtime the cause, and on which instance?",
                List.of(Variable.PROMETHEUS, Variable.JOB, Variable.INSTANCE),
                List.of(
                        Row.of("Instances", instances(), Common.freshness(of).height(8), afterGc(), pauses(), cpu()),
                        Row.of("Memory", heap(), forecast(), live(), pools(), nonHeap(), buffers()),
                        Row.of("Collections", pauseTime(), longest(), concurrent(), causes(), allocated(), overhead()),
                        Row.of("Processors", cpuTime(), machine(), compiler()),
                        Row.of(
                                "Threads and executors",
                                states(),
                                threads(),
                                started(),
                                deadlocked(),
                                serverThreads(),
                                serverPools(),
                                executors(),
                                queues(),
                                completed()),
                        Row.of("Process", classes(), loading(), files(), bufferCount(), resident())));
    }

    private static Panel instances() {
        return Panel.table("Instances", "instance")
                .shows("One line an instance; all shares are of what that instance may use.")
                .ifBad("compare the odd one with its neighbours: same version, same age, same load?")
                .width(20)
                .column("Heap after GC", "percentunit", max("instance", of.named(Recorded.HEAP_AFTER_GC)))
                .columnWarn(0.85, 0.95)
                .column("GC pauses", "percentunit", max("instance", of.named(Recorded.GC_PAUSE_SHARE)))
                .columnWarn(0.1, 0.25)
                .column("CPU", "percentunit", max("instance", of.named(Recorded.CPU)))
                .columnWarn(0.75, 0.9)
                .column("Threads", "short", max("instance", of.of(Catalogue.JVM_THREADS_LIVE)))
                .column("Files", "percentunit", max("instance", openFiles()))
                .columnWarn(0.8, 0.9)
                .column("Uptime", "s", max("instance", of.of(Catalogue.PROCESS_UPTIME)))
                .column("Started", "dateTimeAsIso", max("instance", of.of(Catalogue.PROCESS_START_TIME)) + " * 1000")
                .columnLink("instance", Link.narrow(Dashboard.Id.JVM, "instance", "Only ${__value.raw}"));
    }

    private static Panel afterGc() {
        return Panel.graph("Heap after GC")
                .shows(
                        "Share of the long-lived pool in use after the last collection: what the application really holds.")
                .ifBad("above 85 %: take a heap dump of that instance, then give it memory or restart it.")
                .unit("percentunit")
                .warn(0.85, 0.95)
                .query("{{instance}}", max("instance", of.of(Catalogue.JVM_MEMORY_USAGE_AFTER_GC, HEAP)))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel pauses() {
        return Panel.graph("Share of time in GC pauses")
                .shows(
                        "Share of time in which the application stood still for collections. Concurrent work is not in it.")
                .ifBad("if heap after GC is high, too, memory is short; if not, look at causes and allocation.")
                .unit("percentunit")
                .warn(0.1, 0.25)
                .query("{{instance}}", sum("instance", rate(of.sum(Catalogue.JVM_GC_PAUSE))))
                .whenEmpty("no pause yet")
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel cpu() {
        return Panel.graph("CPU")
                .shows("Processor time used as a share of the processors that the JVM may use.")
                .ifBad("take a few thread dumps, or a profile, of the instance.")
                .unit("percentunit")
                .warn(0.75, 0.9)
                .query(
                        "{{instance}}",
                        sum("instance", rate(of.of(Catalogue.PROCESS_CPU_TIME))) + " / "
                                + sum("instance", of.of(Catalogue.SYSTEM_CPU_COUNT)))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel heap() {
        return Panel.graph("Heap")
                .shows("Heap in use (goes up and down with collections), what the system gave, and the limit.")
                .ifBad("only a rising lower edge is bad; see heap after GC.")
                .unit("bytes")
                .query("used {{instance}}", sum("instance", of.of(Catalogue.JVM_MEMORY_USED, HEAP)))
                .query("committed {{instance}}", sum("instance", of.of(Catalogue.JVM_MEMORY_COMMITTED, HEAP)))
                .limit("limit", max("", Common.heapLimit(of, "job, instance")));
    }

    private static Panel forecast() {
        return Panel.graph("Heap after GC in four hours")
                .shows(
                        "Where heap after GC will be in four hours if it goes on like in the last one; not in the first half hour.")
                .whenEmpty("from half an hour after the start")
                .ifBad("a line that stays above 100 % is a leak: compare two heap dumps an hour apart.")
                .unit("percentunit")
                .warn(0.85, 1)
                .query(
                        "{{instance}}",
                        "clamp_min(predict_linear(" + of.named(Recorded.HEAP_AFTER_GC)
                                + "[1h], 14400), 0) and on (job, instance) "
                                + of.of(Catalogue.PROCESS_UPTIME) + " > 1800")
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel live() {
        return Panel.graph("Live data")
                .shows("Size of the long-lived pool after its last collection, and the most it can have.")
                .ifBad("more after each deployment: somebody keeps more in memory; ask for a heap histogram.")
                .unit("bytes")
                .query("{{instance}}", max("instance", of.of(Catalogue.JVM_GC_LIVE_DATA_SIZE)))
                .limit("limit", max("", of.of(Catalogue.JVM_GC_MAX_DATA_SIZE) + " > 0"));
    }

    private static Panel pools() {
        return Panel.graph("Heap by pool")
                .shows("Heap in use by memory pool, of all chosen instances together.")
                .ifBad("if the old pool grows, objects live longer than they should.")
                .unit("bytes")
                .stacked()
                .query("{{id}}", sum("id", of.of(Catalogue.JVM_MEMORY_USED, HEAP)));
    }

    private static Panel nonHeap() {
        return Panel.graph("Outside of the heap")
                .shows("Class metadata, compiled code and the like, by pool.")
                .ifBad("metaspace that grows without end: classes are made and never unloaded; see classes.")
                .unit("bytes")
                .stacked()
                .query("{{id}}", sum("id", of.of(Catalogue.JVM_MEMORY_USED, "area=\"nonheap\"")));
    }

    private static Panel buffers() {
        return Panel.graph("Buffers")
                .shows("Memory of direct and mapped buffers, and their capacity.")
                .ifBad("direct buffers that only grow are leaked by an I/O library; they are not in any heap figure.")
                .unit("bytes")
                .query("{{id}} {{instance}}", sum("instance, id", of.of(Catalogue.JVM_BUFFER_MEMORY_USED)))
                .query("{{id}} capacity {{instance}}", sum("instance, id", of.of(Catalogue.JVM_BUFFER_TOTAL_CAPACITY)));
    }

    private static Panel pauseTime() {
        return Panel.graph("Average pause")
                .shows("Average time that the application stood still for a collection, by collector.")
                .ifBad("long pauses of a full collection: give memory, or choose a concurrent collector.")
                .unit("s")
                .whenEmpty("no pause yet")
                .query(
                        "{{gc}} {{action}}",
                        average("gc, action", of.sum(Catalogue.JVM_GC_PAUSE), of.count(Catalogue.JVM_GC_PAUSE)));
    }

    private static Panel longest() {
        return Panel.graph("Longest pause")
                .shows("Longest pause lately, by instance.")
                .ifBad("a pause longer than the timeout of callers fails their requests: compare with error marks.")
                .unit("s")
                .warn(0.5, 1)
                .whenEmpty("no pause yet")
                .query("{{instance}}", max("instance", of.max(Catalogue.JVM_GC_PAUSE)))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel concurrent() {
        return Panel.graph("Concurrent collection")
                .shows(
                        "Share of time in which a collector worked beside the application. It stops nobody, but uses processors.")
                .ifBad("all the time busy: the collector hardly keeps up; give memory or processors.")
                .unit("percentunit")
                .whenEmpty("none, or not by this collector")
                .query(
                        "{{gc}} {{instance}}",
                        sum("instance, gc", rate(of.sum(Catalogue.JVM_GC_CONCURRENT_PHASE_TIME))));
    }

    private static Panel causes() {
        return Panel.graph("Collections by cause")
                .shows("Pauses per second by what caused them.")
                .ifBad("System.gc(): find who calls it. Metadata GC Threshold: classes. Allocation Failure: usual.")
                .unit("ops")
                .stacked()
                .whenEmpty("no pause yet")
                .query("{{cause}}", sum("cause", rate(of.count(Catalogue.JVM_GC_PAUSE))));
    }

    private static Panel allocated() {
        return Panel.graph("Allocated and promoted")
                .shows("Bytes allocated per second, and bytes that became long-lived.")
                .ifBad("allocation that doubled with the same traffic: profile allocations of the last deployment.")
                .unit("Bps")
                .query("allocated {{instance}}", sum("instance", rate(of.of(Catalogue.JVM_GC_MEMORY_ALLOCATED))))
                .query("promoted {{instance}}", sum("instance", rate(of.of(Catalogue.JVM_GC_MEMORY_PROMOTED))));
    }

    private static Panel overhead() {
        return Panel.graph("GC overhead")
                .shows("Share of processor time that collections took lately, as the JVM estimates it.")
                .ifBad("above 20 % the service works for its collector: memory is short.")
                .unit("percentunit")
                .warn(0.1, 0.2)
                .query("{{instance}}", max("instance", of.of(Catalogue.JVM_GC_OVERHEAD)));
    }

    private static Panel cpuTime() {
        return Panel.graph("Processors used")
                .shows("Processors that an instance keeps busy, and those it may use.")
                .ifBad("at the limit: threads wait for processors; raise the limit, or add instances.")
                .query("{{instance}}", sum("instance", rate(of.of(Catalogue.PROCESS_CPU_TIME))))
                .limit("available", max("", of.of(Catalogue.SYSTEM_CPU_COUNT)));
    }

    private static Panel machine() {
        return Panel.graph("Machine")
                .shows("Processors of the machine in use by everything on it, and its load.")
                .ifBad("the machine is busy and the service is not: somebody else is; move one of them.")
                .query(
                        "busy {{instance}}",
                        max("instance", of.of(Catalogue.SYSTEM_CPU_USAGE) + " * " + of.of(Catalogue.SYSTEM_CPU_COUNT)))
                .query("load {{instance}}", max("instance", of.of(Catalogue.SYSTEM_LOAD_AVERAGE_1M)));
    }

    private static Panel compiler() {
        return Panel.graph("Compiler")
                .shows(
                        "Share of time that the compiler of the JVM worked, all its threads together: much after a start, little later.")
                .ifBad("much for long: the code cache is full, or code is made all the time.")
                .unit("percentunit")
                .query("{{instance}}", sum("instance", rate(of.of(Catalogue.JVM_COMPILATION_TIME))));
    }

    private static Panel states() {
        return Panel.graph("Threads by state")
                .width(6)
                .shows("Threads of all chosen instances by state.")
                .ifBad("many blocked threads wait for one lock: a thread dump shows who holds it.")
                .stacked()
                .query("{{state}}", sum("state", of.of(Catalogue.JVM_THREADS_STATES)));
    }

    private static Panel threads() {
        return Panel.graph("Threads")
                .width(6)
                .shows("Threads that live, those of them that are daemons, and the most there ever were.")
                .ifBad("a steady rise is a pool that nobody shuts down.")
                .query("live {{instance}}", max("instance", of.of(Catalogue.JVM_THREADS_LIVE)))
                .query("daemon {{instance}}", max("instance", of.of(Catalogue.JVM_THREADS_DAEMON)))
                .query("peak {{instance}}", max("instance", of.of(Catalogue.JVM_THREADS_PEAK)));
    }

    private static Panel started() {
        return Panel.graph("Threads started")
                .width(6)
                .shows("Threads started per second.")
                .ifBad("more than a few: something starts a thread for each task; give it a pool.")
                .unit("ops")
                .query("{{instance}}", sum("instance", rate(of.of(Catalogue.JVM_THREADS_STARTED))));
    }

    private static Panel deadlocked() {
        return Panel.graph("Deadlocked threads")
                .shows("Threads that wait for each other and never go on; looked for every ten seconds at most.")
                .ifBad("take a thread dump, its end names them; then restart the instance, nothing else helps.")
                .width(6)
                .warn(1, 1)
                .query("{{instance}}", max("instance", of.of(Catalogue.JVM_THREADS_DEADLOCKED)))
                .valueLink(Link.toLogsOfInstance());
    }

    private static Panel serverThreads() {
        return Panel.graph("Server threads in use")
                .shows(
                        "Threads of Tomcat's connectors and of Jetty's servers at work, as a share of the most that there may be.")
                .ifBad("full: requests wait before anything measures them; look for what the threads wait for.")
                .unit("percentunit")
                .warn(0.8, 1)
                .whenEmpty("no Tomcat and no Jetty, or their threads are virtual")
                .query(
                        "{{name}} {{instance}}",
                        top(
                                10,
                                share(Catalogue.TOMCAT_THREADS_BUSY, Catalogue.TOMCAT_THREADS_CONFIG_MAX) + " or "
                                        + share(Catalogue.JETTY_THREADS_BUSY, Catalogue.JETTY_THREADS_CONFIG_MAX)));
    }

    private static String share(Metric busy, Metric most) {
        return sum("instance, name", of.of(busy)) + " / (" + sum("instance, name", of.of(most)) + " > 0)";
    }

    private static Panel serverPools() {
        return Panel.graph("Server threads")
                .shows("Threads that Tomcat's connectors and Jetty's servers have, and how many of them have no work.")
                .ifBad("none without work: requests wait; look for what the threads wait for.")
                .whenEmpty("no Tomcat and no Jetty, or their threads are virtual")
                .query(
                        "{{name}}",
                        top(
                                10,
                                sum("name", of.of(Catalogue.TOMCAT_THREADS_CURRENT)) + " or "
                                        + sum("name", of.of(Catalogue.JETTY_THREADS_CURRENT))))
                .query(
                        "idle {{name}}",
                        top(
                                10,
                                sum("name", of.of(Catalogue.TOMCAT_THREADS_CURRENT)) + " - "
                                        + sum("name", of.of(Catalogue.TOMCAT_THREADS_BUSY)) + " or "
                                        + sum("name", of.of(Catalogue.JETTY_THREADS_IDLE))));
    }

    private static Panel executors() {
        return Panel.graph("Executors in use")
                .shows("Threads at work as a share of the most that the executor may have, the ten busiest.")
                .ifBad("full: tasks wait in its queue; make it larger, or the tasks shorter.")
                .unit("percentunit")
                .warn(0.8, 1)
                .whenEmpty("no named executor")
                // Schedulers say that they may have two thousand million threads, and never have more than their core.
                .query(
                        "{{name}}",
                        top(
                                10,
                                sum("name", of.of(Catalogue.EXECUTOR_ACTIVE)) + " / (("
                                        + sum("name", of.of(Catalogue.EXECUTOR_POOL_MAX) + " < 1e6") + " or "
                                        + sum("name", of.of(Catalogue.EXECUTOR_POOL_CORE)) + ") > 0)"));
    }

    private static Panel queues() {
        return Panel.graph("Executor queues")
                .shows("Tasks that wait, the threads there are for them, and the room that is left.")
                .ifBad("without room tasks are refused: look for what the threads wait for.")
                .whenEmpty("no named executor")
                .query("waiting {{name}}", top(10, sum("name", of.of(Catalogue.EXECUTOR_QUEUED))))
                .query("threads {{name}}", top(10, sum("name", of.of(Catalogue.EXECUTOR_POOL_SIZE))))
                .query("room {{name}}", top(10, sum("name", of.of(Catalogue.EXECUTOR_QUEUE_REMAINING) + " < 1e6")));
    }

    private static Panel completed() {
        return Panel.graph("Tasks run")
                .shows("Tasks per second that executors finished.")
                .ifBad("no tasks while some wait: all threads of that executor are stuck; take a thread dump.")
                .unit("ops")
                .whenEmpty("no named executor")
                .query("{{name}}", top(10, sum("name", rate(of.of(Catalogue.EXECUTOR_COMPLETED)))));
    }

    private static Panel classes() {
        return Panel.graph("Classes")
                .shows("Classes that are loaded.")
                .ifBad("a rise without end fills metaspace: a class loader leaks, or code is generated for each call.")
                .query("{{instance}}", max("instance", of.of(Catalogue.JVM_CLASSES_LOADED)));
    }

    private static Panel loading() {
        return Panel.graph("Class loading")
                .shows("Classes loaded and unloaded per second.")
                .ifBad("loading that never ends: look for generated classes (proxies, scripts, serialisers).")
                .unit("ops")
                .query("loaded {{instance}}", sum("instance", rate(of.of(Catalogue.JVM_CLASSES_LOADED_COUNT))))
                .query("unloaded {{instance}}", sum("instance", rate(of.of(Catalogue.JVM_CLASSES_UNLOADED))));
    }

    private static Panel files() {
        return Panel.graph("File descriptors")
                .shows("Open files and sockets as a share of those allowed.")
                .ifBad("near the limit connections fail: something opens and does not close; lsof tells what.")
                .unit("percentunit")
                .warn(0.8, 0.9)
                .query("{{instance}}", max("instance", openFiles()));
    }

    private static Panel bufferCount() {
        return Panel.graph("Number of buffers")
                .width(12)
                .shows("Direct and mapped buffers.")
                .ifBad("a rise without end is a leak outside of the heap.")
                .query("{{id}} {{instance}}", sum("instance, id", of.of(Catalogue.JVM_BUFFER_COUNT)));
    }

    private static Panel resident() {
        return Panel.graph("Memory of the process")
                .shows("What the process occupies of the machine (on Linux), and what the JVM got for heap and pools.")
                .ifBad(
                        "occupied far above committed: native code, threads' stacks or direct buffers; see buffers and threads.")
                .unit("bytes")
                .width(12)
                .query("occupied {{instance}}", max("instance", of.of(Catalogue.PROCESS_RESIDENT_MEMORY)))
                .query("committed {{instance}}", sum("instance", of.of(Catalogue.JVM_MEMORY_COMMITTED)));
    }

    private static String openFiles() {
        return of.of(Catalogue.PROCESS_FILES_OPEN) + " / " + of.of(Catalogue.PROCESS_FILES_MAX);
    }
}
