package io.crowsnest.tests;

import java.lang.instrument.Instrumentation;

/**
 * Calls the {@code premain} of the class {@code args[0]} in a JVM that claims to be Java {@code args[1]}: the JVM overwrites that
 * property when it is set on the command line, so it cannot be done from there.
 */
public final class PremainOnOldJava {
    private PremainOnOldJava() {}

    public static void main(String[] args) throws ReflectiveOperationException {
        System.setProperty("java.specification.version", args[1]);
        Class.forName(args[0])
                .getMethod("premain", String.class, Instrumentation.class)
                .invoke(null, "", null);
        System.out.println("the application goes on");
    }
}
