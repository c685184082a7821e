package io.crowsnest.core.hook;

import io.crowsnest.core.AgentLog;
import io.crowsnest.core.weave.HookPoint;
import io.crowsnest.telemetry.HookErrors;
import io.crowsnest.telemetry.LogText;
import java.lang.invoke.MutableCallSite;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/**
 * One instrumentation at run time. Its fifth failure switches it off: every call site of it becomes a no-op, one line says
 * so, and the library goes on without us.
 */
public final class InstrumentationState {

    private static final int FAILURES_ALLOWED = 4;

    /** Sites of undeployed applications are dropped when the list has doubled. */
    private static final int FIRST_PURGE = 64;

    private final String id;
    private final HookErrors errors;
    private final AtomicInteger failures = new AtomicInteger();
    private final Set<String> absent = new TreeSet<>();
    private final List<WeakReference<HookSite>> sites = new ArrayList<>();
    private int purgeAt = FIRST_PURGE;
    private volatile int wovenClasses;
    private volatile boolean off;
    private volatile @Nullable String lastFailure;

    InstrumentationState(String id) {
        this.id = id;
        this.errors = new HookErrors(id);
    }

    public String id() {
        return id;
    }

    public HookErrors errors() {
        return errors;
    }

    /** How many classes were woven, counting each loader's. */
    public int wovenClasses() {
        return wovenClasses;
    }

    /** True once failures have switched it off. */
    public boolean isOff() {
        return off;
    }

    /** What went wrong last, or null. */
    public @Nullable String lastFailure() {
        return lastFailure;
    }

    /** The methods that were to be hooked, and that this version of the library does not have. */
    public synchronized List<String> absentMethods() {
        return List.copyOf(absent);
    }

    synchronized void absent(String type, HookPoint point) {
        absent.add(type.replace('/', '.') + "." + point.method() + point.descriptorPrefix());
    }

    synchronized void woven() {
        wovenClasses++;
    }

    /** Remembers a linked site, to switch it off with the others. */
    synchronized void linked(HookSite site) {
        if (off) {
            site.switchOff();
        }
        if (sites.size() >= purgeAt) {
            sites.removeIf(each -> each.get() == null);
            purgeAt = 2 * sites.size() + FIRST_PURGE;
        }
        sites.add(new WeakReference<>(site));
    }

    /** Counts what went wrong before a hook could run, such as a class that the library lacks: the rest goes on. */
    void skipped(Throwable failure) {
        errors.increment();
        lastFailure = LogText.describe(failure);
    }

    /** Counts a failure of a hook and ends the instrumentation if it was one too many. Never throws. */
    public void failed(Throwable failure) {
        errors.increment();
        if (failure instanceof VirtualMachineError) {
            // A full stack or heap is the application's, wherever it shows.
            return;
        }
        String text = LogText.describe(failure);
        lastFailure = text;
        if (failures.incrementAndGet() > FAILURES_ALLOWED) {
            switchOff(text);
        }
    }

    private synchronized void switchOff(String failure) {
        if (off) {
            return;
        }
        off = true;
        List<MutableCallSite> changed = new ArrayList<>();
        for (WeakReference<HookSite> each : sites) {
            HookSite site = each.get();
            if (site != null) {
                site.switchOff();
                changed.add(site);
            }
        }
        MutableCallSite.syncAll(changed.toArray(new MutableCallSite[0]));
        AgentLog.warn("instrumentation switched off after five failures", "instrumentation", id, "failure", failure);
    }
}
