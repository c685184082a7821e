package io.crowsnest.core.doctor;

import io.crowsnest.core.doctor.Finding.Grade;
import java.util.ArrayList;
import java.util.List;

/** Collects what the checks find. */
final class Findings {

    private final List<Finding> all = new ArrayList<>();

    void ok(String subject, String text) {
        all.add(new Finding(Grade.OK, subject, text, ""));
    }

    void warning(String subject, String text, String remedy) {
        all.add(new Finding(Grade.WARNING, subject, text, remedy));
    }

    void failure(String subject, String text, String remedy) {
        all.add(new Finding(Grade.FAILURE, subject, text, remedy));
    }

    /** What to do about the first that will not work; {@code otherwise} if there is none. */
    String firstRemedy(String otherwise) {
        return all.stream()
                .filter(finding -> finding.grade() == Grade.FAILURE)
                .findFirst()
                .map(Finding::remedy)
                .orElse(otherwise);
    }

    List<Finding> all() {
        return List.copyOf(all);
    }
}
