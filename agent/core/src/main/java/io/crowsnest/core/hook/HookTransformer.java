package io.crowsnest.core.hook;

import io.crowsnest.core.AgentLog;
import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.weave.HookPoint;
import io.crowsnest.core.weave.Weaver;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Weaves classes as they are loaded. Nearly every class costs one hash look-up of its name, and nothing else. */
public final class HookTransformer implements ClassFileTransformer {

    /** Where the class loaders of other agents live. */
    private static final String[] OTHER_AGENTS = {
        "io.opentelemetry.javaagent.", "co.elastic.apm.agent.", "datadog.trace.bootstrap."
    };

    private final HookIndex index;
    private final Instrumentation instrumentation;
    private final ClassLoader agent;
    private @Nullable Weaver weaver;

    private HookTransformer(HookIndex index, Instrumentation instrumentation) {
        this.index = index;
        this.instrumentation = instrumentation;
        this.agent = HookTransformer.class.getClassLoader();
    }

    /** Starts weaving what is loaded from now on. */
    public static HookTransformer install(Instrumentation instrumentation, HookIndex index) {
        HookTransformer transformer = new HookTransformer(index, instrumentation);
        instrumentation.addTransformer(transformer, true);
        return transformer;
    }

    /** Made for the first class that needs it, or by the agent's thread if that comes first: premain does without. */
    private synchronized Weaver weaver() throws Throwable {
        Weaver known = weaver;
        if (known == null) {
            HookLinker linker = new HookLinker(index, agent);
            linker.prepare();
            known = new Weaver(LinkerClass.define(instrumentation, linker), linker);
            weaver = known;
        }
        return known;
    }

    @Override
    public byte @Nullable [] transform(
            @Nullable ClassLoader loader,
            @Nullable String className,
            @Nullable Class<?> redefined,
            @Nullable ProtectionDomain domain,
            byte[] classFile) {
        if (className == null) {
            return null;
        }
        if (!index.contains(className) || isOfAnAgent(loader)) {
            return null;
        }
        List<Hook> hooks = index.hooks(className);
        InstrumentationState state = hooks.get(0).instrumentation();
        try {
            byte[] woven = weave(className, classFile, hooks);
            if (woven != null && redefined == null) {
                state.woven();
            }
            return woven;
        } catch (Throwable failure) {
            state.skipped(failure);
            for (Hook hook : hooks) {
                MeasuredMethod measured = hook.measured();
                if (measured != null) {
                    measured.failed(failure);
                }
            }
            return null;
        }
    }

    private byte @Nullable [] weave(String className, byte[] classFile, List<Hook> hooks) throws Throwable {
        List<HookPoint> points = new ArrayList<>(hooks.size());
        for (Hook hook : hooks) {
            points.add(hook.point());
        }
        List<HookPoint> missing = new ArrayList<>(hooks.size());
        byte[] woven = weaver().weave(classFile, points, missing);
        for (Hook hook : hooks) {
            MeasuredMethod measured = hook.measured();
            if (measured != null) {
                measured.loaded(classFile);
            } else if (missing.contains(hook.point())) {
                hook.instrumentation().absent(className, hook.point());
            }
        }
        return woven;
    }

    /**
     * Weaves classes of the application that an ahead-of-time cache brought before anything else ran: they never pass through
     * {@link #transform}, and {@code main} would use them before the agent's thread gets to them. Without such a cache there
     * are none, and this costs next to nothing.
     */
    public void weavePreloaded() {
        List<Class<?>> preloaded = new ArrayList<>();
        Class<?>[] initiated = instrumentation.getInitiatedClasses(ClassLoader.getSystemClassLoader());
        Set<String> hooked = initiated.length == 0 ? Collections.emptySet() : index.binaryNames();
        for (Class<?> type : initiated) {
            if (type.getClassLoader() == ClassLoader.getSystemClassLoader() && isToBeWoven(type, hooked)) {
                preloaded.add(type);
            }
        }
        if (!preloaded.isEmpty() && isReady()) {
            weave(preloaded);
        }
    }

    /** Weaves what else was loaded before, in one batch: classes of the JDK, and classes that other agents use. */
    public void weaveLoaded() {
        if (!isReady()) {
            return;
        }
        List<Class<?>> loaded = new ArrayList<>();
        Set<String> hooked = index.binaryNames();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (type.getClassLoader() != ClassLoader.getSystemClassLoader() && isToBeWoven(type, hooked)) {
                loaded.add(type);
            }
        }
        if (!loaded.isEmpty()) {
            weave(loaded);
        }
    }

    private boolean isToBeWoven(Class<?> type, Set<String> hooked) {
        return hooked.contains(type.getName())
                && !isOfAnAgent(type.getClassLoader())
                && instrumentation.isModifiableClass(type);
    }

    /** What agents do, ours or others, is not the application's doing: their exporters' calls are not its calls. */
    private boolean isOfAnAgent(@Nullable ClassLoader loader) {
        if (loader == null || loader == agent) {
            return loader == agent;
        }
        String name = loader.getClass().getName();
        for (String prefix : OTHER_AGENTS) {
            if (name.startsWith(prefix)) {
                return true;
            }
        }
        return false;
    }

    private boolean isReady() {
        try {
            weaver();
            return true;
        } catch (Throwable failure) {
            AgentLog.warn("no library can be observed", "failure", failure.toString());
            return false;
        }
    }

    private void weave(List<Class<?>> loaded) {
        if (!retransform(loaded)) {
            // One bad class spoils a batch: the others must not pay for it.
            for (Class<?> type : loaded) {
                retransform(List.of(type));
            }
        }
    }

    private boolean retransform(List<Class<?>> loaded) {
        try {
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
            for (Class<?> type : loaded) {
                state(type).woven();
            }
            return true;
        } catch (UnmodifiableClassException | LinkageError | RuntimeException failure) {
            if (loaded.size() == 1) {
                state(loaded.get(0)).skipped(failure);
            }
            return false;
        }
    }

    private InstrumentationState state(Class<?> type) {
        return index.hooks(type.getName().replace('.', '/')).get(0).instrumentation();
    }
}
