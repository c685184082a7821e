package io.crowsnest.exporter.spool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Takes over what earlier processes of the same service could not deliver. Used by the keeper's thread. */
final class Adoption {

    private static final long LOOK_NANOS = Duration.ofMinutes(1).toNanos();
    private static final long FIRST_LOOK_NANOS = Duration.ofSeconds(5).toNanos();

    /** The first look is up to so much later, so that of many processes that start together, one finds everything done. */
    private static final long SPREAD_NANOS = Duration.ofSeconds(15).toNanos();

    private static final int MOST_AT_ONCE = 4;

    private final SpoolPlace place;
    private final List<Outlet> outlets;
    private final Consumer<String> log;
    private final List<Backlog> backlogs = new ArrayList<>();
    private final Map<String, Unclaimed> found = new TreeMap<>();
    private final Set<String> said = new HashSet<>();
    private volatile List<Unclaimed> unclaimed = List.of();
    private long lookAt;
    private boolean moreAreWaiting;

    Adoption(SpoolPlace place, List<Outlet> outlets, Consumer<String> log, long now) {
        this.place = place;
        this.outlets = outlets;
        this.log = log;
        this.lookAt = now + FIRST_LOOK_NANOS + ThreadLocalRandom.current().nextLong(SPREAD_NANOS);
    }

    /** Whether something is being delivered that must be looked after. */
    boolean isActive() {
        return !backlogs.isEmpty();
    }

    /** What the last look found that is for nobody. */
    List<Unclaimed> unclaimed() {
        return unclaimed;
    }

    /** How long until {@link #run} has something to do, if nothing is active. */
    long untilNextLook(long now) {
        return Math.max(0, lookAt - now);
    }

    /** Looks for spools without a process, and lets go of those that are delivered. */
    void run(long now, @Nullable ServiceIdentity identity, boolean closing) throws IOException {
        Iterator<Backlog> all = backlogs.iterator();
        while (all.hasNext()) {
            Backlog each = all.next();
            each.release();
            if (each.isDelivered()) {
                all.remove();
                each.close();
                lookAt = moreAreWaiting ? now : lookAt;
            }
        }
        if (identity == null || closing || now - lookAt < 0) {
            return;
        }
        lookAt = now + LOOK_NANOS;
        moreAreWaiting = false;
        found.clear();
        backlogs.forEach(this::note);
        try {
            for (Path candidate : place.candidates()) {
                if (Files.isDirectory(candidate)) {
                    adoptAll(place.root(candidate).orphans(place.service()), identity);
                }
            }
        } finally {
            sayUnclaimed();
        }
    }

    private void note(Backlog backlog) {
        for (String destination : backlog.unknown()) {
            found.merge(
                    destination + ' ' + backlog.common(),
                    new Unclaimed(destination, backlog.common(), 1),
                    (before, one) -> new Unclaimed(destination, one.directory(), before.spools() + 1));
        }
    }

    private void sayUnclaimed() {
        unclaimed = List.copyOf(found.values());
        found.forEach((key, each) -> {
            if (said.add(key)) {
                log.accept(each.line());
            }
        });
    }

    private void adoptAll(List<SpoolRoot.Locked> orphans, ServiceIdentity identity) throws IOException {
        Throwable failure = null;
        for (SpoolRoot.Locked orphan : orphans) {
            try {
                adopt(orphan, identity);
            } catch (IOException | RuntimeException | Error e) {
                // It must not keep the others from being delivered, here or by another process.
                failure = e;
            }
        }
        if (failure != null) {
            throw new IOException("logs of an earlier process cannot be taken over: " + failure, failure);
        }
    }

    private void adopt(SpoolRoot.Locked orphan, ServiceIdentity identity) throws IOException {
        if (backlogs.size() == MOST_AT_ONCE) {
            moreAreWaiting = true;
            orphan.close();
            return;
        }
        Backlog backlog = Backlog.open(orphan, outlets, identity, line -> {});
        note(backlog);
        long events = backlog.unread();
        if (events > 0) {
            log.accept("logs of an earlier process are being delivered events=" + events);
        }
        if (!backlog.unknown().isEmpty() && events == 0) {
            // For destinations that this process doesn't know: it waits for one that does.
            backlog.close();
            return;
        }
        backlogs.add(backlog);
        backlog.start();
    }
}
