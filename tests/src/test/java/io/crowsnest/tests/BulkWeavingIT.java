package io.crowsnest.tests;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;

/** Every concrete method of the large jars, woven and linked: the JVM's verifier accepts all of them. */
final class BulkWeavingIT {
    @OnEachJdk
    void everyMethodLinksWhenWoven(Jdk jdk) {
        String[] jars = Artefacts.bulk().stream().map(Path::toString).toArray(String[]::new);
        try (ForkedJvm jvm = ForkedJvm.java(jdk)
                // Short and busy: the optimising compiler would only get in the way.
                .options("-Xmx2g", "-XX:+UseParallelGC", "-XX:TieredStopAtLevel=1")
                .classPath(Artefacts.tests())
                .run(BulkWeaving.class)
                .run(jars)
                .start()) {
            Run run = jvm.end();
            System.out.println(
                    jdk + ": " + run.stdout() + " in " + run.duration().toSeconds() + " s");
            assertThat(run.exitCode()).as(run.stderr().toString()).isZero();
            assertThat(run.stdout()).contains("errors 0");
            assertThat(number(run, "jars ")).isGreaterThanOrEqualTo(15);
            assertThat(number(run, "methods ")).isGreaterThan(300_000);
            assertThat(number(run, "too large ")).isLessThan(100);
        }
    }

    private static int number(Run run, String label) {
        return run.stdout().stream()
                .filter(line -> line.startsWith(label))
                .mapToInt(line -> Integer.parseInt(line.substring(label.length())))
                .sum();
    }
}
