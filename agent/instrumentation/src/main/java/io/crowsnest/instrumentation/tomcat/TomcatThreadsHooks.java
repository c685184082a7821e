package io.crowsnest.instrumentation.tomcat;

import io.crowsnest.hook.Around;
import io.crowsnest.hook.Instrumentation;
import io.crowsnest.hook.OnReturn;
import io.crowsnest.telemetry.NamedThreads;
import io.crowsnest.telemetry.ServerThreads;
import io.crowsnest.telemetry.WeakIdentityMap;
import java.lang.ref.WeakReference;
import java.util.function.ToIntFunction;
import org.apache.catalina.core.StandardThreadExecutor;
import org.apache.tomcat.util.net.AbstractEndpoint;
import org.jspecify.annotations.Nullable;

/**
 * A connector's endpoint has its threads, its own or shared ones, from the end of {@code start} to the beginning of {@code stop},
 * which are final. It is what Tomcat's MBean asks, and knows the name that this has: that of the connector.
 */
@Instrumentation(
        id = "tomcat-threads",
        library = "org.apache.tomcat.embed:tomcat-embed-core",
        versions = "[9.0,12)",
        description = "threads of each connector, at work and in all")
final class TomcatThreadsHooks {

    private static final WeakIdentityMap<Observed> endpoints = new WeakIdentityMap<>();

    private TomcatThreadsHooks() {}

    @OnReturn(
            type = "org.apache.tomcat.util.net.AbstractEndpoint",
            method = "start",
            args = {})
    static void started(AbstractEndpoint<?, ?> self) {
        end(endpoints.put(self, new Observed(self)));
    }

    @Around(
            type = "org.apache.tomcat.util.net.AbstractEndpoint",
            method = "stop",
            args = {},
            exit = "")
    static void stopped(AbstractEndpoint<?, ?> self) {
        end(endpoints.remove(self));
    }

    private static void end(@Nullable Observed observed) {
        if (observed != null) {
            observed.threads.close();
        }
    }

    /** Holds the endpoint weakly, because the map keeps this. */
    private static final class Observed implements ServerThreads.Tomcat {

        private final WeakReference<AbstractEndpoint<?, ?>> endpoint;
        private final NamedThreads<ServerThreads.Tomcat> threads;

        Observed(AbstractEndpoint<?, ?> endpoint) {
            this.endpoint = new WeakReference<>(endpoint);
            this.threads = ServerThreads.tomcat(endpoint.getName(), this);
        }

        @Override
        public double max() {
            return ask(now -> now.getExecutor() instanceof StandardThreadExecutor shared
                    ? shared.getMaxThreads()
                    : now.getMaxThreads());
        }

        @Override
        public double busy() {
            return ask(AbstractEndpoint::getCurrentThreadsBusy);
        }

        @Override
        public double current() {
            return ask(AbstractEndpoint::getCurrentThreadCount);
        }

        /** Where threads are virtual, or a pool is of a kind that Tomcat does not know, the endpoint answers with a negative number. */
        private double ask(ToIntFunction<AbstractEndpoint<?, ?>> figure) {
            AbstractEndpoint<?, ?> now = endpoint.get();
            if (now == null || now.getCurrentThreadCount() < 0) {
                return Double.NaN;
            }
            int value = figure.applyAsInt(now);
            return value < 0 ? Double.NaN : value;
        }
    }
}
