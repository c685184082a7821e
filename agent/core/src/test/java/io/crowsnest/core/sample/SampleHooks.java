package io.crowsnest.core.sample;

import io.crowsnest.core.seen.SeenByHooks;

/** Loaded by the hook loader; what it saw is kept in another package, where both copies of this class can reach it. */
public final class SampleHooks {

    private SampleHooks() {}

    static Object enter(String self) {
        SeenByHooks.LIST.add("enter " + self);
        return "state-of-" + self;
    }

    static void exit(Object state, Throwable thrown) {
        SeenByHooks.LIST.add("exit " + state + " " + thrown);
    }

    static Object broken(String self) {
        throw new IllegalStateException("broken on purpose");
    }

    static Object brokenBeyondWords(String self) {
        throw new Untold();
    }

    static String brokenArgument(String self, String argument) {
        throw new IllegalStateException("broken on purpose");
    }

    static String replaceResult(String self, String result) {
        return self + ":" + result;
    }

    /** As the hook of a method with a number and a result. */
    static long count(Object self, int number, Object boxed) {
        SeenByHooks.LIST.add("count " + number + " " + boxed);
        return number + 1L;
    }

    static void counted(long state, int result, Throwable thrown) {
        SeenByHooks.LIST.add("counted " + state + " " + result + " " + thrown);
    }

    static void seeReceiver(String self) {
        SeenByHooks.LIST.add("saw " + self);
    }

    static void brokenExit(Object state, Throwable thrown) {
        throw new IllegalStateException("broken on purpose");
    }

    /** As an application may have them: what it says depends on something that is not there. */
    private static final class Untold extends RuntimeException {
        private static final long serialVersionUID = 1L;

        @Override
        public String getMessage() {
            throw new IllegalStateException("no message");
        }
    }
}
