package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.crowsnest.dashboards.Prometheus;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.logging.Level;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Execution;
import org.junit.jupiter.api.parallel.ExecutionMode;
import org.openqa.selenium.By;
import org.openqa.selenium.OutputType;
import org.openqa.selenium.WebElement;
import org.openqa.selenium.chrome.ChromeDriver;
import org.openqa.selenium.chrome.ChromeDriverService;
import org.openqa.selenium.chrome.ChromeOptions;
import org.openqa.selenium.logging.LogType;

/** The page at {@code /} of a service with traffic, in Chromium: what it draws is what was sent. */
@Execution(ExecutionMode.CONCURRENT)
final class StatusPageIT {

    private static final File DRIVER = new File("/usr/bin/chromedriver");
    private static final Duration SOON = Duration.ofSeconds(40);
    private static final double PER_SECOND = 20;
    private static final Pattern RATE = Pattern.compile("(\\w+) ([\\d.]+) /s");

    private final Shoppers shoppers = new Shoppers();
    private ChromeDriver browser;

    @BeforeEach
    void open() {
        assumeTrue(DRIVER.canExecute(), "chromedriver is not installed: install Debian's package chromium-driver");
        ChromeDriverService service =
                new ChromeDriverService.Builder().usingDriverExecutable(DRIVER).build();
        ChromeOptions options = new ChromeOptions();
        options.addArguments("--headless=new", "--no-sandbox", "--disable-gpu", "--window-size=1600,1300");
        browser = new ChromeDriver(service, options);
    }

    @AfterEach
    void close() {
        shoppers.close();
        if (browser != null) {
            browser.quit();
        }
    }

    @Test
    void chartsShowWhatWasSentAndPartsHowTheyAre() throws IOException {
        try (Storefront storefront = start("elasticsearch.url=http://127.0.0.1:1")) {
            look(storefront, "SUCCESS");

            assertThat(browser.getTitle()).isEqualTo("Main – Crowsnest");
            assertThat(charts("canvas")).hasSizeGreaterThan(9);
            assertThat(legend("Time of requests")).containsPattern("50 % [\\d.]+ (ms|µs)");
            assertThat(legend("Heap")).containsPattern("used [\\d.]+ MB");
            assertThat(legend("Database connections")).containsPattern("idle \\d+");
            assertThat(parts())
                    .contains("tomcat active", "hikaricp active", "prometheus.port " + storefront.metricsPort());
            assertThat(Poll.until(SOON, this::parts, parts -> parts.contains("elasticsearch failing")))
                    .contains("elasticsearch failing");
            assertThat(complaints()).isEmpty();
            picture("status-page.png");

            storefront.jvm().terminate();
            WebElement trouble = browser.findElement(By.id("trouble"));
            assertThat(Poll.until(SOON, trouble::getText, text -> !text.isEmpty()))
                    .startsWith("No answer at ");
        }
    }

    @Test
    void otherNamesAreKnownToo() throws IOException {
        try (Storefront storefront = start("metrics.naming=otel")) {
            look(storefront, "2xx");

            assertThat(legend("Time of requests")).containsPattern("50 % [\\d.]+ (ms|µs)");
            assertThat(legend("Heap")).containsPattern("used [\\d.]+ MB");
            assertThat(legend("Database connections")).containsPattern("idle \\d+");
            assertThat(legend("Processor")).contains("this process", "machine");
            assertThat(complaints()).isEmpty();
        }
    }

    private static Storefront start(String setting) throws IOException {
        return Storefront.start(Jdks.all().get(0), Storefront.H2, Prometheus.freePort(), List.of("-Xmx256m"), setting);
    }

    /** Opens the page, and waits until it shows the rate of requests that are sent. */
    private void look(Storefront storefront, String outcome) {
        shoppers.visit("a", storefront, PER_SECOND, List.of("/items/1"));
        browser.get("http://127.0.0.1:" + storefront.metricsPort() + "/");
        double shown = Poll.until(SOON, () -> rate(outcome), rate -> Math.abs(rate - PER_SECOND) <= 0.1 * PER_SECOND);
        assertThat(shown).as(legend("Requests")).isBetween(0.9 * PER_SECOND, 1.1 * PER_SECOND);
    }

    private double rate(String outcome) {
        Matcher found = RATE.matcher(legend("Requests"));
        while (found.find()) {
            if (found.group(1).equals(outcome)) {
                return Double.parseDouble(found.group(2));
            }
        }
        return 0;
    }

    /** What stands under a chart. */
    private String legend(String title) {
        return (String) browser.executeScript(
                "return [...document.querySelectorAll('figure')]"
                        + ".find(each => each.querySelector('figcaption').textContent.trim() === arguments[0])"
                        + ".querySelector('ul').innerText",
                title);
    }

    private List<WebElement> charts(String element) {
        return browser.findElements(By.cssSelector("figure " + element));
    }

    private String parts() {
        return (String)
                browser.executeScript(
                        "return [...document.querySelectorAll('#parts tr')].map(row => [...row.cells].map(cell => cell.textContent).join(' ')).join('\\n')");
    }

    /** What the browser refuses and what fails in a script. */
    private List<String> complaints() {
        return browser.manage().logs().get(LogType.BROWSER).getAll().stream()
                .filter(entry -> entry.getLevel().intValue() >= Level.WARNING.intValue())
                .map(Object::toString)
                .toList();
    }

    /** To be looked at. */
    private void picture(String name) throws IOException {
        Files.write(Path.of("target", name), browser.getScreenshotAs(OutputType.BYTES));
    }
}
