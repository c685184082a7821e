package io.crowsnest.exporter.prometheus.jmx;

import io.crowsnest.exporter.prometheus.FamilySource;
import io.crowsnest.exporter.prometheus.ForeignFamily;
import io.crowsnest.exporter.prometheus.ForeignLabels;
import io.crowsnest.telemetry.AgentThread;
import io.crowsnest.telemetry.ExporterHealth;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.management.MBeanServer;
import org.jspecify.annotations.Nullable;

/**
 * The MBeans that rule files want shown. Each scrape asks them anew, and nobody else does: before the first scrape the JVM's
 * MBean server is not touched.
 *
 * <p>MBeans are code of the application, and some of it waits. So they are asked on a thread of their own, which a scrape waits for
 * no longer than its budget: an MBean that hangs costs the metrics of MBeans, not those of the agent.
 */
public final class JmxSource implements FamilySource {

    private final List<RuleSet> sets;
    private final List<String> problems;
    private final ExporterHealth health;
    private final long startNanos = System.nanoTime();
    private @Nullable FutureTask<Crawled> running;
    private volatile @Nullable RuleSet current;
    private volatile Crawled last = new Crawled(List.of(), 0, 0, 0, 0, null);

    /** A rule file and what is known of its MBeans. */
    private static final class RuleSet {

        private final Rules rules;
        private volatile @Nullable MBeanCrawl crawl;

        RuleSet(Rules rules) {
            this.rules = rules;
        }

        MBeanCrawl.Result read(MBeanServer server, long deadline) {
            MBeanCrawl known = crawl;
            if (known == null) {
                known = new MBeanCrawl(server, rules);
                crawl = known;
            }
            return known.read(deadline);
        }
    }

    /**
     * How a crawl went.
     *
     * @param families that it found
     * @param beans that it asked
     * @param attributesUnreadable that were not to be had, as those that this JVM does not support
     * @param beansUnreached when the time was over
     * @param seconds that it took
     * @param problem the last, or null
     */
    public record Crawled(
            List<ForeignFamily> families,
            int beans,
            int attributesUnreadable,
            int beansUnreached,
            double seconds,
            @Nullable String problem) {}

    private JmxSource(List<Rules> rules, List<String> problems, ExporterHealth health) {
        this.sets = rules.stream().map(RuleSet::new).toList();
        this.problems = List.copyOf(problems);
        this.health = health;
    }

    /**
     * The MBeans that {@code files} want. A file with a mistake is left out, see {@link #problems}.
     *
     * @param health hears of crawls that failed or ran out of time
     */
    public static JmxSource of(List<String> files, ExporterHealth health) {
        List<Rules> rules = new ArrayList<>();
        List<String> problems = new ArrayList<>();
        for (String file : files) {
            try {
                Rules read = RuleFile.read(file);
                rules.add(read);
                problems.addAll(read.notes());
            } catch (RuleFileException e) {
                problems.add(String.valueOf(e.getMessage()));
            }
        }
        return new JmxSource(rules, problems, health);
    }

    /** Mistakes for which a file was left out, and what was passed over in others: with the line and what would be right. */
    public List<String> problems() {
        return problems;
    }

    /** How crawls went. */
    public ExporterHealth health() {
        return health;
    }

    /** How the last crawl that came to its end went. */
    public Crawled last() {
        return last;
    }

    @Override
    public List<ForeignFamily> read(long nanos) {
        FutureTask<Crawled> before = running;
        if (before != null && !before.isDone()) {
            health.failed("MBeans not read: " + asked() + " has not answered since an earlier scrape");
            return List.of(error(true));
        }
        long budget = Math.min(
                nanos / 2,
                sets.stream().mapToLong(set -> set.rules.budgetNanos()).sum());
        FutureTask<Crawled> crawl = new FutureTask<>(() -> crawl(budget));
        running = crawl;
        new AgentThread("jmx", crawl).start();
        try {
            // Once more the budget for the one that is being asked when the time is over.
            Crawled crawled = crawl.get(2 * budget, TimeUnit.NANOSECONDS);
            last = crawled;
            List<ForeignFamily> families = new ArrayList<>(crawled.families());
            boolean incomplete = crawled.beansUnreached() > 0;
            if (incomplete) {
                health.failed(crawled.beansUnreached() + " MBeans not read: " + crawled.problem());
            } else {
                health.succeeded();
            }
            families.add(
                    gauge("jmx_scrape_duration_seconds", "Time this JMX scrape took, in seconds.", crawled.seconds()));
            families.add(error(incomplete));
            return families;
        } catch (TimeoutException e) {
            health.failed("MBeans not read: " + asked() + " does not answer");
        } catch (ExecutionException e) {
            health.failed("MBeans not read: " + e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return List.of(error(true));
    }

    private Crawled crawl(long budget) {
        MBeanServer server = ManagementFactory.getPlatformMBeanServer();
        long begin = System.nanoTime();
        List<ForeignFamily> families = new ArrayList<>();
        int beans = 0;
        int unreadable = 0;
        int unreached = 0;
        String problem = null;
        for (RuleSet set : sets) {
            if (begin - startNanos < TimeUnit.SECONDS.toNanos(set.rules.startDelaySeconds())) {
                continue;
            }
            long now = System.nanoTime();
            long left = begin + budget - now;
            current = set;
            MBeanCrawl.Result result = set.read(server, now + Math.min(left, set.rules.budgetNanos()));
            families.addAll(result.families.all());
            beans += result.beans;
            unreadable += result.attributesUnreadable + result.families.leftOut();
            unreached += result.beansUnreached;
            problem = result.lastFailure == null ? problem : result.lastFailure;
        }
        return new Crawled(families, beans, unreadable, unreached, (System.nanoTime() - begin) / 1e9, problem);
    }

    private String asked() {
        RuleSet set = current;
        MBeanCrawl crawl = set == null ? null : set.crawl;
        return (crawl == null || crawl.asked() == null) ? "the MBean server" : String.valueOf(crawl.asked());
    }

    /** As jmx_exporter says it of itself, for dashboards and alerts that look at it. */
    private static ForeignFamily error(boolean failed) {
        return gauge("jmx_scrape_error", "Non-zero if this scrape failed.", failed ? 1 : 0);
    }

    private static ForeignFamily gauge(String name, String help, double value) {
        return new ForeignFamily(
                name,
                ForeignFamily.Kind.GAUGE,
                help,
                List.of(new ForeignFamily.Sample(ForeignLabels.of(Map.of()), value)));
    }
}
