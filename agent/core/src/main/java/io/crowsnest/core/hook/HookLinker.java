package io.crowsnest.core.hook;

import io.crowsnest.core.weave.Role;
import io.crowsnest.core.weave.Weaver;
import java.lang.invoke.CallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.ref.WeakReference;
import java.lang.reflect.Method;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call site its hook, the first time it is reached. A site whose hook cannot be linked, because the library lacks
 * something, does nothing from then on; the failure is counted.
 */
public final class HookLinker implements Weaver.SiteNumbers, BiFunction<Object, Object[], Object> {

    /** Sites met while this thread is linking another: linking runs application code, which may be woven itself. */
    private static final ThreadLocal<Deque<Runnable>> linking = new ThreadLocal<>();

    private final HookIndex index;
    private final HookLoaders loaders;
    private final List<StaticSite> staticSites = new ArrayList<>();

    /** Links hooks of {@code index}, whose classes {@code agent} has. */
    public HookLinker(HookIndex index, ClassLoader agent) {
        this.index = index;
        this.loaders = new HookLoaders(agent);
    }

    /** What {@link CrowsnestLinker} calls, for either of its methods. */
    @Override
    public @Nullable Object apply(Object callerOrSite, Object[] arguments) {
        return callerOrSite instanceof MethodHandles.Lookup caller
                ? link(caller, (String) arguments[0], (MethodType) arguments[1], (int) arguments[2])
                : call((int) callerOrSite, arguments);
    }

    /** Gives an {@code invokedynamic} call site its hook. */
    CallSite link(MethodHandles.Lookup caller, String roleLabel, MethodType type, int number) {
        Hook hook = index.hook(number);
        Role role = Role.of(roleLabel);
        MethodHandle noOp =
                Adapters.noOp(role, type, role == Role.ARGUMENT ? hook.point().detail() : 0);
        MutableCallSite site = new MutableCallSite(noOp);
        whenNotLinking(new Runnable() {
            @Override
            public void run() {
                MethodHandle target =
                        target(hook, role, type, caller.lookupClass().getClassLoader(), noOp);
                if (target != null) {
                    site.setTarget(target);
                    hook.instrumentation().linked(site, noOp);
                }
            }
        });
        return site;
    }

    @Override
    public synchronized int next(int hook, Role role, String descriptor, @Nullable ClassLoader loader) {
        staticSites.add(new StaticSite(hook, role, descriptor));
        return staticSites.size() - 1;
    }

    /** Calls the hook of a site in an old class file. */
    @Nullable
    Object call(int number, Object[] arguments) {
        StaticSite site;
        synchronized (this) {
            site = staticSites.get(number);
        }
        WeakReference<MethodHandle> known = site.invoker;
        MethodHandle invoker = known == null ? null : known.get();
        try {
            return (invoker == null ? linkStatic(site, number) : invoker).invokeExact(arguments);
        } catch (Throwable failure) {
            index.hook(site.hook).instrumentation().failed(failure);
            return null;
        }
    }

    private MethodHandle linkStatic(StaticSite site, int number) {
        Class<?> woven = callerOfLinker();
        MethodType type = MethodType.fromMethodDescriptorString(site.descriptor, null);
        MutableCallSite indirect =
                (MutableCallSite) link(MethodHandles.lookup().in(woven), site.role.label(), type, site.hook);
        MethodHandle invoker = indirect.dynamicInvoker()
                .asSpreader(Object[].class, type.parameterCount())
                .asType(MethodType.methodType(Object.class, Object[].class));
        loaders.hold(woven, number, invoker);
        site.invoker = new WeakReference<>(invoker);
        return invoker;
    }

    /** The stack reads: this class, the class in {@code java.lang}, the woven class. */
    private static Class<?> callerOfLinker() {
        return StackWalker.getInstance(StackWalker.Option.RETAIN_CLASS_REFERENCE)
                .walk(frames -> frames.map(StackWalker.StackFrame::getDeclaringClass)
                        .filter(type ->
                                type != HookLinker.class && !type.getName().endsWith(".CrowsnestLinker"))
                        .findFirst()
                        .orElseThrow());
    }

    private void whenNotLinking(Runnable work) {
        Deque<Runnable> waiting = linking.get();
        if (waiting != null) {
            waiting.add(work);
            return;
        }
        waiting = new ArrayDeque<>();
        linking.set(waiting);
        try {
            for (Runnable next = work; next != null; next = waiting.poll()) {
                next.run();
            }
        } finally {
            linking.remove();
        }
    }

    private @Nullable MethodHandle target(
            Hook hook, Role role, MethodType type, @Nullable ClassLoader application, MethodHandle noOp) {
        try {
            Class<?> hooks = loaders.get(hook.hookClass(), application).loadClass(hook.hookClass());
            String name = role == Role.EXIT || role == Role.THROWN ? hook.exit() : hook.enter();
            for (Method method : hooks.getDeclaredMethods()) {
                if (method.getName().equals(name)) {
                    MethodHandle handle = MethodHandles.privateLookupIn(hooks, MethodHandles.lookup())
                            .unreflect(method);
                    return Adapters.adapt(handle, role, type, hook.instrumentation(), noOp);
                }
            }
            throw new NoSuchMethodException(hook.hookClass() + "." + name);
        } catch (Throwable failure) {
            hook.instrumentation().failed(failure);
            return null;
        }
    }

    /** A call site in a class file that cannot hold invokedynamic. */
    private static final class StaticSite {
        private final int hook;
        private final Role role;
        private final String descriptor;
        private volatile @Nullable WeakReference<MethodHandle> invoker;

        StaticSite(int hook, Role role, String descriptor) {
            this.hook = hook;
            this.role = role;
            this.descriptor = descriptor;
        }
    }
}
