package io.crowsnest.core.doctor;

/**
 * What was found about one thing.
 *
 * @param grade how bad it is
 * @param subject a setting or a part of the agent
 * @param text what is so, without secrets
 * @param remedy what to do, in one line; empty if nothing is
 */
public record Finding(Grade grade, String subject, String text, String remedy) {

    /** How bad a finding is; the worst comes last. */
    public enum Grade {
        OK,
        /** It works, but not as somebody may expect. */
        WARNING,
        /** It will not work. */
        FAILURE
    }

    /** One line, or two where there is something to do. */
    @Override
    public String toString() {
        String line = String.format("%-8s%s: %s", grade == Grade.FAILURE ? "FAILED" : grade, subject, text);
        return remedy.isEmpty() ? line : line + System.lineSeparator() + "        " + remedy;
    }
}
