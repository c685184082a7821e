package io.crowsnest.core.hook;

import io.crowsnest.core.AgentLog;
import io.crowsnest.core.weave.HookPoint;
import io.crowsnest.core.weave.Weaver;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.security.ProtectionDomain;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Weaves classes as they are loaded. Nearly every class costs one hash look-up of its name, and nothing else. */
public final class HookTransformer implements ClassFileTransformer {

    private final HookIndex index;
    private final Weaver weaver;
    private final ClassLoader agent;

    private HookTransformer(HookIndex index, Weaver weaver, ClassLoader agent) {
        this.index = index;
        this.weaver = weaver;
        this.agent = agent;
    }

    /** True if hooks were installed in this JVM before, maybe by another copy of the agent. */
    public static boolean isInstalled() {
        return LinkerClass.isDefined();
    }

    /** Defines the linker class and starts weaving what is loaded from now on. */
    public static HookTransformer install(Instrumentation instrumentation, HookIndex index) throws Throwable {
        ClassLoader agent = HookTransformer.class.getClassLoader();
        HookLinker linker = new HookLinker(index, agent);
        MethodHandles.Lookup lookup = MethodHandles.privateLookupIn(HookLinker.class, MethodHandles.lookup());
        MethodHandle link = lookup.bind(
                linker,
                "link",
                MethodType.methodType(
                        java.lang.invoke.CallSite.class,
                        MethodHandles.Lookup.class,
                        String.class,
                        MethodType.class,
                        int.class));
        MethodHandle call = lookup.bind(linker, "call", MethodType.methodType(Object.class, int.class, Object[].class));
        String name = LinkerClass.define(instrumentation, link, call);
        HookTransformer transformer = new HookTransformer(index, new Weaver(name, linker), agent);
        instrumentation.addTransformer(transformer, true);
        return transformer;
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
        List<HookPoint> points = index.points(className);
        if (points == null || loader == agent) {
            return null;
        }
        InstrumentationState state = index.hook(points.get(0).number()).instrumentation();
        try {
            byte[] woven = weaver.weave(classFile, points, loader);
            if (woven != null && redefined == null) {
                state.woven();
            }
            return woven;
        } catch (Throwable failure) {
            state.failed(failure);
            return null;
        }
    }

    /**
     * Weaves what was loaded before, in one batch: classes of the JDK, classes that other agents use, and classes from an
     * ahead-of-time cache, which never pass through {@link #transform}.
     */
    public void weaveLoaded(Instrumentation instrumentation) {
        List<Class<?>> loaded = new ArrayList<>();
        for (Class<?> type : instrumentation.getAllLoadedClasses()) {
            if (!type.isArray()
                    && type.getClassLoader() != agent
                    && index.points(type.getName().replace('.', '/')) != null
                    && instrumentation.isModifiableClass(type)) {
                loaded.add(type);
            }
        }
        if (loaded.isEmpty()) {
            return;
        }
        try {
            instrumentation.retransformClasses(loaded.toArray(new Class<?>[0]));
            for (Class<?> type : loaded) {
                List<HookPoint> points = index.points(type.getName().replace('.', '/'));
                if (points != null) {
                    index.hook(points.get(0).number()).instrumentation().woven();
                }
            }
        } catch (UnmodifiableClassException | LinkageError | RuntimeException failure) {
            AgentLog.warn("some classes were loaded too early to be observed", "failure", failure.toString());
        }
    }
}
