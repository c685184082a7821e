package io.crowsnest.core.cli;

import io.crowsnest.core.doctor.Finding;
import io.crowsnest.core.doctor.Finding.Grade;
import java.io.PrintWriter;
import java.util.List;

/** What was found, for people, and as an exit code. */
final class Report {

    private Report() {}

    /** Prints all findings and how many are bad; returns 0 if none is, 1 for warnings, 2 for failures. */
    static int print(List<Finding> findings, PrintWriter out) {
        findings.forEach(out::println);
        long failures = count(findings, Grade.FAILURE);
        long warnings = count(findings, Grade.WARNING);
        out.println();
        out.println(failures + " failures, " + warnings + " warnings");
        return failures > 0 ? 2 : warnings > 0 ? 1 : 0;
    }

    private static long count(List<Finding> findings, Grade grade) {
        return findings.stream().filter(finding -> finding.grade() == grade).count();
    }
}
