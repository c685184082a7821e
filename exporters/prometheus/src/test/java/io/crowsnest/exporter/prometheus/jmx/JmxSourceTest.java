package io.crowsnest.exporter.prometheus.jmx;

import static org.assertj.core.api.Assertions.assertThat;

import io.crowsnest.exporter.prometheus.ForeignText;
import io.crowsnest.telemetry.ExporterHealth;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class JmxSourceTest {

    private static final long LITTLE = Duration.ofMillis(20).toNanos();
    private static final long ENOUGH = Duration.ofMinutes(2).toNanos();

    @TempDir
    private Path directory;

    private final TestBeans beans = new TestBeans();
    private final ExporterHealth health = new ExporterHealth("jmx");

    @AfterEach
    void unregister() {
        beans.close();
    }

    @Test
    void several_files_are_shown_and_one_with_a_mistake_is_left_out() throws Exception {
        beans.add("shop:type=Cart", "Items", 3);
        beans.add("store:type=Shelf", "Books", 4);
        JmxSource source = JmxSource.of(
                List.of(
                        file("shop.yml", "includeObjectNames: ['shop:*']"),
                        file("wrong.yml", "rules: 1"),
                        file("store.yml", "includeObjectNames: ['store:*']")),
                health);

        assertThat(text(source))
                .contains("\nshop_Cart_Items 3.0\n", "\nstore_Shelf_Books 4.0\n", "jmx_scrape_error 0.0");
        assertThat(source.problems()).singleElement().asString().contains("wrong.yml:1: rules: expected a list");
    }

    @Test
    void values_are_read_anew_each_time() throws Exception {
        TestBeans.Bean cart = beans.add("shop:type=Cart", "Items", 3);
        JmxSource source = shop();
        assertThat(text(source)).contains("\nshop_Cart_Items 3.0\n");

        cart.attributes.put("Items", 5);

        assertThat(text(source)).contains("\nshop_Cart_Items 5.0\n");
    }

    @Test
    void an_attribute_that_throws_costs_only_itself() throws Exception {
        beans.add("shop:type=Cart", "Broken", new IllegalStateException("not now"), "Items", 3).refusesAllAtOnce = true;
        JmxSource source = shop();

        assertThat(text(source)).contains("\nshop_Cart_Items 3.0\n").doesNotContain("Broken");
        assertThat(source.last().attributesUnreadable()).isEqualTo(1);
        assertThat(source.last().problem()).contains("shop:type=Cart Broken", "not now");
    }

    @Test
    void an_mbean_whose_failure_fails_to_say_what_it_is_costs_only_itself() throws Exception {
        beans.add("shop:type=Cart", "Label", new Unlabelled(), "Items", 3);
        beans.add("store:type=Shelf", "Books", 4);
        JmxSource source = JmxSource.of(List.of(file("both.yml", """
                                includeObjectNames: ['shop:*', 'store:*']
                                metricCustomizers:
                                - mbeanFilter: {domain: shop}
                                  attributesAsLabels: [Label]
                                """)), health);

        assertThat(text(source)).contains("\nstore_Shelf_Books 4.0\n");
        assertThat(source.last().problem()).startsWith("shop:type=Cart").endsWith("Untold");
    }

    private static final class Unlabelled {
        @Override
        public String toString() {
            throw new Untold();
        }
    }

    private static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }

    @Test
    void beans_that_the_time_did_not_suffice_for_are_counted() throws Exception {
        beans.add("shop:type=Cart", "Items", 3);
        beans.add("shop:type=Till", "Open", true);
        MBeanCrawl crawl = new MBeanCrawl(
                ManagementFactory.getPlatformMBeanServer(),
                RuleFile.parse("shop.yml", "includeObjectNames: ['shop:*']"));

        MBeanCrawl.Result result = crawl.read(System.nanoTime());

        assertThat(result.beansUnreached).isEqualTo(2);
        assertThat(result.families.all()).isEmpty();
    }

    @Test
    void an_mbean_that_hangs_costs_the_metrics_of_mbeans_until_it_answers() throws Exception {
        CountDownLatch answer = new CountDownLatch(1);
        CountDownLatch asked = new CountDownLatch(1);
        beans.add("shop:type=Cart", "Items", 3).beforeAnswer = () -> {
            asked.countDown();
            awaitQuietly(answer);
        };
        JmxSource source = shop();

        // On a slow machine so little time may be over before it is asked.
        while (asked.getCount() > 0) {
            assertThat(ForeignText.of(source.read(LITTLE)))
                    .contains("jmx_scrape_error 1.0")
                    .doesNotContain("shop_Cart");
        }
        assertThat(ForeignText.of(source.read(ENOUGH)))
                .contains("jmx_scrape_error 1.0")
                .doesNotContain("shop_Cart");
        assertThat(health.lastError())
                .isEqualTo("MBeans not read: shop:type=Cart has not answered since an earlier scrape");

        answer.countDown();

        String text = text(source);
        while (!text.contains("\nshop_Cart_Items 3.0\n")) {
            LockSupport.parkNanos(1_000_000);
            text = text(source);
        }
        assertThat(text).contains("jmx_scrape_error 0.0");
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private JmxSource shop() throws IOException {
        return JmxSource.of(
                List.of(file("shop.yml", "includeObjectNames: ['shop:*']\nscrapeTimeoutSeconds: 60")), health);
    }

    private String file(String name, String yaml) throws IOException {
        return Files.writeString(directory.resolve(name), yaml).toString();
    }

    private static String text(JmxSource source) {
        return "\n" + ForeignText.of(source.read(ENOUGH));
    }
}
