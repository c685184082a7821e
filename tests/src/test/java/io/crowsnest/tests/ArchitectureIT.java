package io.crowsnest.tests;

import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.classes;
import static com.tngtech.archunit.lang.syntax.ArchRuleDefinition.noClasses;
import static com.tngtech.archunit.library.dependencies.SlicesRuleDefinition.slices;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Data flows one way: application, instrumentation, telemetry, exporters. */
final class ArchitectureIT {

    private static final String ENTRY = "io.crowsnest.agent..";
    private static final String METERS = "io.crowsnest.meters..";
    private static final String TELEMETRY = "io.crowsnest.telemetry..";
    private static final String INSTRUMENTATION = "io.crowsnest.instrumentation..";
    private static final String EXPORTERS = "io.crowsnest.exporter..";
    private static final String CORE = "io.crowsnest.core..";

    private static JavaClasses ours;

    @BeforeAll
    static void read() {
        List<Path> modules = Stream.of(
                        "agent/entry",
                        "agent/core",
                        "agent/meters",
                        "agent/telemetry",
                        "agent/instrumentation",
                        "agent/instrumentation-newer",
                        "exporters/prometheus",
                        "exporters/spool",
                        "exporters/elasticsearch",
                        "exporters/logstash",
                        "exporters/datadog")
                .map(module -> Path.of("..", module, "target", "classes"))
                .toList();
        ours = new ClassFileImporter().importPaths(modules);
    }

    @Test
    void metersKnowOnlyMicrometer() {
        noClasses()
                .that()
                .resideInAPackage(METERS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENTRY, TELEMETRY, INSTRUMENTATION, EXPORTERS, CORE)
                .check(ours);
    }

    @Test
    void recordersKnowMicrometersInterfaceAndNotTheRegistryBehindIt() {
        noClasses()
                .that()
                .resideInAnyPackage(TELEMETRY, INSTRUMENTATION)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(METERS)
                .check(ours);
    }

    @Test
    void telemetryKnowsNothingOfTheOthers() {
        noClasses()
                .that()
                .resideInAPackage(TELEMETRY)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENTRY, INSTRUMENTATION, EXPORTERS, CORE)
                .check(ours);
    }

    @Test
    void instrumentationsKnowOfOursOnlyTelemetry() {
        noClasses()
                .that()
                .resideInAPackage(INSTRUMENTATION)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENTRY, EXPORTERS, CORE)
                .check(ours);
    }

    @Test
    void noInstrumentationKnowsAnother() {
        slices().matching("io.crowsnest.instrumentation.(*)..")
                .should()
                .notDependOnEachOther()
                .check(ours);
    }

    @Test
    void exportersKnowNothingOfInstrumentationAndCore() {
        noClasses()
                .that()
                .resideInAPackage(EXPORTERS)
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage(ENTRY, INSTRUMENTATION, CORE)
                .check(ours);
    }

    @Test
    void nothingKnowsTheInstrumentations() {
        noClasses()
                .that()
                .resideOutsideOfPackage(INSTRUMENTATION)
                .should()
                .dependOnClassesThat()
                .resideInAPackage(INSTRUMENTATION)
                .check(ours);
    }

    @Test
    void theEntryKnowsTheJdkOnly() {
        classes()
                .that()
                .resideInAPackage(ENTRY)
                .should()
                .onlyDependOnClassesThat()
                .resideInAnyPackage("java..", ENTRY)
                .check(ours);
    }

    @Test
    void nothingUsesUnsafe() {
        noClasses().should().dependOnClassesThat().resideInAnyPackage("sun..").check(ours);
    }

    /** Where it is first touched, it is initialised: only what runs inside a call of the application's own may know it. */
    @Test
    void onlyItsHooksUseTheJavaLoggingOfTheApplication() {
        noClasses()
                .that()
                .haveNameNotMatching(".*\\.instrumentation\\.(jul|jbosslogmanager)\\..*|.*\\.telemetry\\.JavaLogging.*")
                .should()
                .dependOnClassesThat()
                .resideInAnyPackage("java.util.logging..")
                .check(ours);
    }
}
