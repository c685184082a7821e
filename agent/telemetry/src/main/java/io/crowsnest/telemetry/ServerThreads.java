package io.crowsnest.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

/** The threads with which a web server answers requests, under the names that Micrometer has for them. */
public final class ServerThreads {

    private static final NamedThreads.Kind<Tomcat> TOMCAT = new NamedThreads.Kind<>() {
        @Override
        boolean hasEnded(Tomcat connector) {
            return false;
        }

        @Override
        void exposeAll(NamedThreads<Tomcat> threads, MeterRegistry registry) {
            exposeTomcat(threads, registry);
        }
    };
    private static final NamedThreads.Kind<Jetty> JETTY = new NamedThreads.Kind<>() {
        @Override
        boolean hasEnded(Jetty server) {
            return false;
        }

        @Override
        void exposeAll(NamedThreads<Jetty> threads, MeterRegistry registry) {
            exposeJetty(threads, registry);
        }
    };

    private ServerThreads() {}

    /** The threads of one of Tomcat's connectors at the moment of asking; NaN where it does not know. */
    public interface Tomcat {

        double max();

        double busy();

        double current();
    }

    /** The threads of one of Jetty's servers at the moment of asking; NaN where its pool does not know. */
    public interface Jetty {

        double min();

        double max();

        double busy();

        double idle();

        double current();

        /** What waits for a thread. */
        double jobs();
    }

    /**
     * Exposes the threads of a connector until it is closed.
     *
     * @param state held weakly, so that the server's application can be undeployed; the caller keeps it
     */
    public static NamedThreads<Tomcat> tomcat(String connector, Tomcat state) {
        return TOMCAT.open(connector, state);
    }

    /**
     * Exposes the threads of a server until it is closed.
     *
     * @param state held weakly, so that the server's application can be undeployed; the caller keeps it
     */
    public static NamedThreads<Jetty> jetty(String pool, Jetty state) {
        return JETTY.open(pool, state);
    }

    private static void exposeTomcat(NamedThreads<Tomcat> threads, MeterRegistry registry) {
        threads.expose(registry, Catalogue.TOMCAT_THREADS_CONFIG_MAX, Tomcat::max);
        threads.expose(registry, Catalogue.TOMCAT_THREADS_BUSY, Tomcat::busy);
        threads.expose(registry, Catalogue.TOMCAT_THREADS_CURRENT, Tomcat::current);
    }

    private static void exposeJetty(NamedThreads<Jetty> threads, MeterRegistry registry) {
        threads.expose(registry, Catalogue.JETTY_THREADS_CONFIG_MIN, Jetty::min);
        threads.expose(registry, Catalogue.JETTY_THREADS_CONFIG_MAX, Jetty::max);
        threads.expose(registry, Catalogue.JETTY_THREADS_BUSY, Jetty::busy);
        threads.expose(registry, Catalogue.JETTY_THREADS_IDLE, Jetty::idle);
        threads.expose(registry, Catalogue.JETTY_THREADS_CURRENT, Jetty::current);
        threads.expose(registry, Catalogue.JETTY_THREADS_JOBS, Jetty::jobs);
    }
}
