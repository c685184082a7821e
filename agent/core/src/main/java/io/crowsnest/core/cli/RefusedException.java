package io.crowsnest.core.cli;

/** A JVM does not take the agent, for a reason that people can do something about. */
final class RefusedException extends Exception {

    private static final long serialVersionUID = 1L;

    private final String remedy;

    /**
     * Says why, and what would be right.
     *
     * @param why what is so, in words of an operator
     * @param remedy what to do, in one line
     */
    RefusedException(String why, String remedy) {
        super(why);
        this.remedy = remedy;
    }

    String why() {
        return String.valueOf(getMessage());
    }

    String remedy() {
        return remedy;
    }
}
