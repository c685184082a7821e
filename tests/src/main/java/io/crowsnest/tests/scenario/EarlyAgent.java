package io.crowsnest.tests.scenario;

/** Another agent, which uses a class of the application before ours is there. */
public final class EarlyAgent {

    private EarlyAgent() {}

    public static void premain(String argument) {
        Measured.Early.isEarly(true);
        System.out.println("loaded early");
    }
}
