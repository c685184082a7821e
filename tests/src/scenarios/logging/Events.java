import java.util.Arrays;

/** What every framework is asked to log: ordinary things, and what applications do to loggers. */
final class Events {

    private static final int HUGE = 10 << 20;
    private static final int DEEP = 5_000;

    private Events() {}

    /** The calls that frameworks have in common, each with a place for one argument. */
    interface Framework {

        /** A message at a level from 0, the least severe, to 4. */
        void log(int level, String message);

        /** {@code prefix} followed by the argument, which the framework formats; at level 2. */
        void log(String prefix, Object argument);

        void log(String message, Throwable thrown);
    }

    static void log(Framework framework) throws Exception {
        for (int level = 0; level < 5; level++) {
            framework.log(level, "level " + level);
        }
        StringBuilder mutable = new StringBuilder("before");
        framework.log("mutable ", mutable);
        mutable.replace(0, mutable.length(), "after");
        IllegalStateException thrown = new IllegalStateException("outermost", new IllegalArgumentException("its cause"));
        thrown.addSuppressed(new UnsupportedOperationException("suppressed"));
        framework.log("throwable", thrown);
        framework.log("deep", deep(DEEP));
        framework.log("logs: ", new Object() {
            @Override
            public String toString() {
                framework.log(2, "from toString");
                return "outside";
            }
        });
        survive(framework, "throws: ", new Object() {
            @Override
            public String toString() {
                throw new IllegalStateException("no text");
            }
        });
        framework.log("nothing: ", new Object() {
            @Override
            public String toString() {
                return null;
            }
        });
        char[] huge = new char[HUGE];
        Arrays.fill(huge, 'x');
        framework.log(2, "huge " + new String(huge));
        framework.log(2, "odd \uD800|\uDC00|\uD83D\uDE00|\0|");
        framework.log(2, "last");
        System.out.println("logged");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    /** Some frameworks let the exception out, with the agent and without. */
    private static void survive(Framework framework, String prefix, Object argument) {
        try {
            framework.log(prefix, argument);
        } catch (IllegalStateException e) {
            System.out.println("the framework throws");
        }
    }

    private static Throwable deep(int frames) {
        return frames == 0 ? new IllegalStateException("at the bottom") : deep(frames - 1);
    }
}
