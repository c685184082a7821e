package io.crowsnest.core.hook;

import io.crowsnest.core.weave.HookPoint;
import io.crowsnest.core.weave.NoHook;
import io.crowsnest.core.weave.Role;
import io.crowsnest.core.weave.Weaver;
import io.crowsnest.telemetry.MethodTimer;
import java.lang.invoke.CallSite;
import java.lang.invoke.ConstantCallSite;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.WeakReference;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;

/**
 * Gives each call site its hook, the first time it is reached. A site whose hook cannot be linked, because the library lacks
 * something, does nothing from then on; the failure is counted.
 */
public final class HookLinker implements Weaver.SiteNumbers, BiFunction<Object, Object[], @Nullable Object> {

    private static final ThreadLocal<Linking> linking = new ThreadLocal<>() {
        @Override
        protected Linking initialValue() {
            return new Linking();
        }
    };

    /** Numbers adapters, of all linkers: the classes ask for their constants by it. */
    private static final AtomicInteger adapters = new AtomicInteger();

    /** Hooks whose adapters are being made, by the adapter's number. */
    private static final Map<Integer, Hook> adapting = new ConcurrentHashMap<>();

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
        InstrumentationState nobody = new InstrumentationState("none");
        HookPoint point = new HookPoint(0, HookPoint.Kind.AROUND, "none", "(", 1, 0);
        MethodType type = MethodType.methodType(Object.class, Object.class);
        String enter = "enter".concat(type.toMethodDescriptorString());
        Hook nothing = new Hook(nobody, point, NoHook.class.getName(), enter, "-", null);
        make(nothing, Role.ENTER, type, null);
        linking.get().site(new Link(this, nothing, Role.ENTER, type, null));
        nobody.skipped(new ClassNotFoundException());
    }

    /** Gives an {@code invokedynamic} call site its hook. */
    CallSite link(MethodHandles.Lookup caller, String roleLabel, MethodType type, int number) {
        Hook hook = index.hook(number);
        Role role = Role.of(roleLabel);
        try {
            return linking.get()
                    .site(new Link(this, hook, role, type, caller.lookupClass().getClassLoader()));
        } catch (Throwable failure) {
            hook.instrumentation().skipped(failure);
            return new ConstantCallSite(noOp(hook, role, type));
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

    /** Null if the hook cannot be had; the failure is counted. */
    private @Nullable Adapter adapter(Hook hook, Role role, MethodType type, @Nullable ClassLoader application) {
        try {
            return make(hook, role, type, application);
        } catch (Throwable failure) {
            hook.instrumentation().skipped(failure);
            return null;
        }
    }

    private Adapter make(Hook hook, Role role, MethodType type, @Nullable ClassLoader application)
            throws ReflectiveOperationException {
        HookLoader loader = loaders.get(hook.hookClass(), application);
        String signature = role == Role.EXIT || role == Role.THROWN ? hook.exit() : hook.enter();
        String kept = Integer.toString(hook.point().detail());
        String measured =
                hook.measured() == null ? "" : Integer.toString(hook.point().number());
        String key = String.join(
                " ", hook.hookClass(), signature, role.label(), type.toMethodDescriptorString(), kept, measured);
        Adapter known = loader.adapter(key);
        if (known != null) {
            return known;
        }
        checkTypes(loader.loadClass(hook.hookClass()), signature);
        int number = adapters.incrementAndGet();
        String name = hook.hookClass().concat("$Call").concat(Integer.toString(number));
        byte[] classFile = AdapterClass.write(name.replace('.', '/'), number, hook, role, type);
        adapting.put(number, hook);
        try {
            return loader.define(key, name, classFile, type);
        } finally {
            adapting.remove(number);
        }
    }

    /** Fails where the library lacks a type that the hook names. */
    private static void checkTypes(Class<?> hooks, String signature) {
        int parameters = signature.indexOf('(');
        // Of this one alone: to look through all methods would load what other hooks of the class need. That it is
        // there, the compiler has seen.
        MethodType.fromMethodDescriptorString(signature.substring(parameters), hooks.getClassLoader());
    }

    /** For adapters: who is told of failures of their hook. */
    public static InstrumentationState state(int adapter) {
        return adapted(adapter).instrumentation();
    }

    /** For adapters: what measures the calls of a method that the settings name. */
    public static MethodTimer timer(int adapter) {
        return Objects.requireNonNull(adapted(adapter).measured()).timer();
    }

    private static Hook adapted(int adapter) {
        return Objects.requireNonNull(adapting.get(adapter));
    }

    /** What a site does that has no adapter: a call that changes nothing. */
    private static MethodHandle noOp(Hook hook, Role role, MethodType type) {
        if (type.returnType() == void.class || (role != Role.ARGUMENT && role != Role.RESULT)) {
            return MethodHandles.empty(type);
        }
        int kept = role == Role.ARGUMENT ? hook.point().detail() : 0;
        MethodHandle identity = MethodHandles.identity(type.parameterType(kept))
                .asType(MethodType.methodType(type.returnType(), type.parameterType(kept)));
        MethodHandle before =
                MethodHandles.dropArguments(identity, 0, type.parameterList().subList(0, kept));
        return MethodHandles.dropArguments(
                before, kept + 1, type.parameterList().subList(kept + 1, type.parameterCount()));
    }

    /** What is known of a site when it is reached. */
    private record Link(
            HookLinker linker,
            Hook hook,
            Role role,
            MethodType type,
            @Nullable ClassLoader application) {

        HookSite site() {
            Adapter adapter = linker.adapter(hook, role, type, application);
            if (adapter == null) {
                return unlinked();
            }
            HookSite site = new HookSite(adapter);
            hook.instrumentation().linked(site);
            return site;
        }

        HookSite unlinked() {
            return new HookSite(noOp(hook, role, type));
        }

        void connect(HookSite site) {
            Adapter adapter = linker.adapter(hook, role, type, application);
            if (adapter != null) {
                site.setTarget(adapter.call());
                hook.instrumentation().linked(site);
            }
        }
    }

    /** Linking runs application code, which may be woven itself: sites met meanwhile on the same thread do nothing until it is over. */
    private static final class Linking {

        private record Waiting(Link link, HookSite site) {}

        private final Deque<Waiting> waiting = new ArrayDeque<>();
        private boolean active;

        HookSite site(Link link) {
            if (active) {
                HookSite site = link.unlinked();
                waiting.add(new Waiting(link, site));
                return site;
            }
            active = true;
            try {
                HookSite site = link.site();
                for (Waiting next = waiting.poll(); next != null; next = waiting.poll()) {
                    next.link.connect(next.site);
                }
                return site;
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
