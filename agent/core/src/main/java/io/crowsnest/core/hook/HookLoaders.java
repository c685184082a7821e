package io.crowsnest.core.hook;

import java.lang.ref.WeakReference;
import java.util.HashMap;
import java.util.Map;
import java.util.WeakHashMap;
import org.jspecify.annotations.Nullable;

/** The hook loaders there are, one per library and loader of the application, without keeping either alive. */
final class HookLoaders {

    private final ClassLoader agent;
    private final Map<ClassLoader, Map<String, WeakReference<HookLoader>>> byApplication = new WeakHashMap<>();
    private final Map<String, WeakReference<HookLoader>> ofBootstrap = new HashMap<>();

    /** What call sites in old class files use, kept alive by the woven class, because the call cannot do that itself. */
    private final ClassValue<Map<Integer, Object>> held = new ClassValue<>() {
        @Override
        protected Map<Integer, Object> computeValue(Class<?> woven) {
            return new HashMap<>();
        }
    };

    HookLoaders(ClassLoader agent) {
        this.agent = agent;
    }

    /** The loader for hooks of the package of {@code hookClass} that serve classes of {@code application}. */
    synchronized HookLoader get(String hookClass, @Nullable ClassLoader application) {
        String hooks = hookClass.substring(0, hookClass.lastIndexOf('.') + 1);
        Map<String, WeakReference<HookLoader>> loaders = ofBootstrap;
        if (application != null) {
            loaders = byApplication.get(application);
            if (loaders == null) {
                loaders = new HashMap<>();
                byApplication.put(application, loaders);
            }
        }
        WeakReference<HookLoader> known = loaders.get(hooks);
        HookLoader loader = known == null ? null : known.get();
        if (loader == null) {
            loader = new HookLoader(hooks, agent, application);
            loaders.put(hooks, new WeakReference<>(loader));
        }
        return loader;
    }

    /** Keeps {@code target} alive as long as {@code woven}. */
    synchronized void hold(Class<?> woven, int site, Object target) {
        held.get(woven).put(site, target);
    }
}
