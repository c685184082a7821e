package io.crowsnest.benchmarks.programs;

import java.io.IOException;

/** Says when its main method began, then lives until its standard input ends. */
public final class Hello {

    private Hello() {}

    /** Prints two numbers: {@link System#nanoTime} and the main thread's processor time, both at the first statement. */
    public static void main(String[] arguments) throws IOException {
        long now = System.nanoTime();
        long cpu = ThreadCpu.nanos();
        System.out.println(Long.toString(now).concat(" ").concat(Long.toString(cpu)));
        System.out.flush();
        while (System.in.read() >= 0) {
            // waiting for the end of the input
        }
    }
}
