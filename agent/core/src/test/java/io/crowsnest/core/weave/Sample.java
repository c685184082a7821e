package io.crowsnest.core.weave;

/** What the tests weave: branches, wide locals, an exception handler of its own. */
public class Sample {

    public long sum(int a, long b, String text) {
        long sum = text.isEmpty() ? 0 : a;
        for (double each = 0; each < 1; each++) {
            sum += b;
        }
        return sum;
    }

    public String fail() {
        throw new IllegalStateException("on purpose");
    }

    public String recover() {
        try {
            return fail();
        } catch (IllegalStateException e) {
            return "recovered";
        }
    }

    public String echo(String text) {
        return text;
    }

    public String join(String first, String second) {
        return first.concat("+").concat(second);
    }

    public static String staticEcho(long number, String text) {
        return Long.toString(number).concat(text);
    }
}
