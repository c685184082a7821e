package io.crowsnest.core.hook;

import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.weave.Role;
import io.crowsnest.core.weave.Weaver;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.invoke.MutableCallSite;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call site its hook, the first time it is reached. A site whose hook cannot be linked, because the library lacks
 * something, does nothing from then on; the failure is counted.
 */
public final class HookLinker implements Weaver.SiteNumbers, BiFunction<Object, Object[], @Nullable Object> {

    private static final ThreadLocal<Linking> linking = ThreadLocal.withInitial(Linking::new);

    /** After 127 calls of a handle the JVM makes a class for it alone. */
    private static final int CALLS_UNTIL_CUSTOMIZED = 130;

    private final HookIndex index;
    private final HookLoaders loaders;

    /** Read without a lock on every call from an old class file; replaced, never changed, when one is woven. */
    private volatile StaticSite[] staticSites = {};

    /** Links hooks of {@code index}, whose classes {@code agent} has. */
    public HookLinker(HookIndex index, ClassLoader agent) {
        this.index = index;
        this.loaders = new HookLoaders(agent);
    }

    /** What {@link CrowsnestLinker} calls, for either of its methods. Never throws. */
    @Override
    public @Nullable Object apply(Object callerOrSite, Object[] arguments) {
        return callerOrSite instanceof MethodHandles.Lookup caller
                ? link(caller, (String) arguments[0], (MethodType) arguments[1], (int) arguments[2])
                : call((int) callerOrSite, arguments);
    }

    /**
     * Loads all that linking needs, once, while there is stack and the agent's jar is as it was: call sites are linked deep in
     * the application, and what fails there to load would fail for good.
     */
    void prepare() throws Throwable {
        MethodHandle nothing = MethodHandles.empty(MethodType.methodType(Object.class, Object.class));
        InstrumentationState nobody = new InstrumentationState("none");
        MethodHandle noOp = noOp(Role.ENTER, nothing.type(), 0);
        MutableCallSite site = new MutableCallSite(Adapters.adapt(nothing, Role.ENTER, nothing.type(), nobody, noOp));
        MethodHandle invoker = site.dynamicInvoker();
        for (int i = 0; i < CALLS_UNTIL_CUSTOMIZED; i++) {
            Object unused = invoker.invokeExact((Object) null);
        }
        nobody.linked(site, noOp);
        nobody.skipped(new ClassNotFoundException());
        loaders.get(HookLinker.class.getName(), null);
        linking.get().run(new Link(this, site, noOp, Role.ENTER, null, null));
    }

    /** Gives an {@code invokedynamic} call site its hook. */
    CallSite link(MethodHandles.Lookup caller, String roleLabel, MethodType type, int number) {
        Hook hook = index.hook(number);
        Role role = Role.of(roleLabel);
        MethodHandle noOp =
                noOp(role, type, role == Role.ARGUMENT ? hook.point().detail() : 0);
        try {
            MutableCallSite site = new MutableCallSite(noOp);
            linking.get()
                    .run(new Link(
                            this, site, noOp, role, hook, caller.lookupClass().getClassLoader()));
            return site;
        } catch (Throwable failure) {
            hook.instrumentation().skipped(failure);
            return new ConstantCallSite(noOp);
        }
    }

    @Override
    public synchronized int next(int hook, Role role, String descriptor) {
        StaticSite[] more = Arrays.copyOf(staticSites, staticSites.length + 1);
        more[staticSites.length] = new StaticSite(hook, role, descriptor);
        staticSites = more;
        return more.length - 1;
    }

    /** Calls the hook of a site in an old class file. */
    @Nullable
    Object call(int number, Object[] arguments) {
        StaticSite site = staticSites[number];
        try {
            WeakReference<MethodHandle> known = site.invoker;
            MethodHandle invoker = known == null ? null : known.get();
            return (invoker == null ? linkStatic(site, number) : invoker).invokeExact(arguments);
        } catch (Throwable failure) {
            Hook hook = index.hook(site.hook);
            hook.instrumentation().skipped(failure);
            return switch (site.role) {
                case ARGUMENT -> arguments[hook.point().detail()];
                case RESULT -> arguments[0];
                default -> null;
            };
        }
    }

    private MethodHandle linkStatic(StaticSite site, int number) {
        Class<?> woven = callerOfLinker();
        MethodType type = MethodType.fromMethodDescriptorString(site.descriptor, null);
        CallSite indirect = link(MethodHandles.lookup().in(woven), site.role.label(), type, site.hook);
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

    private @Nullable MethodHandle target(
            Hook hook, Role role, MethodType type, @Nullable ClassLoader application, MethodHandle noOp) {
        try {
            Class<?> hooks = loaders.get(hook.hookClass(), application).loadClass(hook.hookClass());
            String signature = role == Role.EXIT || role == Role.THROWN ? hook.exit() : hook.enter();
            int parameters = signature.indexOf('(');
            // The exact one: to look through all methods would load what other hooks of the class need.
            MethodHandle handle = MethodHandles.privateLookupIn(hooks, MethodHandles.lookup())
                    .findStatic(
                            hooks,
                            signature.substring(0, parameters),
                            MethodType.fromMethodDescriptorString(
                                    signature.substring(parameters), hooks.getClassLoader()));
            MeasuredMethod measured = hook.measured();
            MethodHandle bound = measured != null && role == Role.ENTER ? measured.bind(handle, type) : handle;
            return Adapters.adapt(bound, role, type, hook.instrumentation(), noOp);
        } catch (Throwable failure) {
            hook.instrumentation().skipped(failure);
            return null;
        }
    }

    /**
     * A call that changes nothing.
     *
     * @param kept the parameter that an ARGUMENT or a RESULT call gives back
     */
    private static MethodHandle noOp(Role role, MethodType type, int kept) {
        if (type.returnType() == void.class || (role != Role.ARGUMENT && role != Role.RESULT)) {
            return MethodHandles.empty(type);
        }
        MethodHandle identity = MethodHandles.identity(type.parameterType(kept))
                .asType(MethodType.methodType(type.returnType(), type.parameterType(kept)));
        MethodHandle before =
                MethodHandles.dropArguments(identity, 0, type.parameterList().subList(0, kept));
        return MethodHandles.dropArguments(
                before, kept + 1, type.parameterList().subList(kept + 1, type.parameterCount()));
    }

    /** The linking of one site. */
    private record Link(
            HookLinker linker,
            MutableCallSite site,
            MethodHandle noOp,
            Role role,
            @Nullable Hook hook,
            @Nullable ClassLoader application) {

        void run() {
            if (hook != null) {
                MethodHandle target = linker.target(hook, role, site.type(), application, noOp);
                if (target != null) {
                    site.setTarget(target);
                    hook.instrumentation().linked(site, noOp);
                }
            }
        }
    }

    /** Linking runs application code, which may be woven itself: sites met meanwhile on the same thread wait. */
    private static final class Linking {
        private final Deque<Link> waiting = new ArrayDeque<>();
        private boolean active;

        void run(Link first) {
            waiting.add(first);
            if (active) {
                return;
            }
            active = true;
            try {
                for (Link next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.run();
                }
            } finally {
                active = false;
            }
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
