package io.crowsnest.exporter.prometheus;

import io.crowsnest.telemetry.Telemetry;
import java.io.IOException;
import java.util.ArrayDeque;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** Renders a scrape once for all clients that ask for the same format while it is being made. */
final class Scrapes {

    private final Gzip gzip = new Gzip();
    private final Map<Format, Flight> flights = new EnumMap<>(Format.class);
    private final Map<Format, ArrayDeque<Rendering>> free = new EnumMap<>(Format.class);

    /** A rendering under way, and how many wait for it. */
    private static final class Flight {

        private int passengers = 1;
        private boolean landed;
        private @Nullable Rendering rendering;
    }

    /**
     * A rendering that began before this call ended.
     *
     * @param nanos how long to wait for somebody else's
     * @return to be told when it is {@linkplain Rendering#done used}
     * @throws TimeoutException if the other's takes longer
     * @throws IOException if it failed
     */
    Rendering get(Exposition exposition, Sources sources, Format format, long nanos)
            throws IOException, TimeoutException {
        Flight mine = new Flight();
        Flight other;
        synchronized (this) {
            other = flights.putIfAbsent(format, mine);
            if (other != null) {
                return await(other, nanos);
            }
        }
        Rendering made = null;
        try {
            Rendering rendering = take(format);
            // Before the lock of all readers is taken: it asks code of the application.
            List<ForeignFamily> foreign = sources.read(nanos);
            Telemetry.read(() -> exposition.write(format, foreign, rendering.begin()));
            made = rendering;
            return rendering;
        } finally {
            land(format, mine, made);
        }
    }

    private synchronized Rendering take(Format format) {
        ArrayDeque<Rendering> unused = free.computeIfAbsent(format, none -> new ArrayDeque<>());
        Rendering known = unused.poll();
        if (known != null) {
            return known;
        }
        Rendering[] made = new Rendering[1];
        made[0] = new Rendering(gzip, () -> giveBack(unused, made[0]));
        return made[0];
    }

    /** One is kept for the next scrape. */
    private synchronized void giveBack(ArrayDeque<Rendering> unused, Rendering rendering) {
        if (unused.isEmpty()) {
            unused.add(rendering);
        }
    }

    private synchronized void land(Format format, Flight flight, @Nullable Rendering rendering) {
        flights.remove(format);
        if (rendering != null) {
            rendering.add(flight.passengers);
        }
        flight.rendering = rendering;
        flight.landed = true;
        notifyAll();
    }

    private synchronized Rendering await(Flight flight, long nanos) throws IOException, TimeoutException {
        flight.passengers++;
        long deadline = System.nanoTime() + nanos;
        try {
            for (long left = nanos; !flight.landed; left = deadline - System.nanoTime()) {
                if (left <= 0) {
                    flight.passengers--;
                    throw new TimeoutException();
                }
                TimeUnit.NANOSECONDS.timedWait(this, left);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            flight.passengers--;
            throw new IOException("the agent ends", e);
        }
        Rendering rendering = flight.rendering;
        if (rendering == null) {
            throw new IOException("another scrape failed");
        }
        return rendering;
    }
}
