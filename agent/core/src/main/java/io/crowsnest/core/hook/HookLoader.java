package io.crowsnest.core.hook;

import java.io.IOException;
import java.io.InputStream;
import java.lang.invoke.MethodType;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds the hook classes of one library for one loader of the application: sees telemetry on one side and the library on the
 * other, so that hooks are plain Java against both. Lives as long as the application's loader, because only call sites and
 * objects of the application refer to it.
 */
final class HookLoader extends ClassLoader {

    static {
        registerAsParallelCapable();
    }

    private static final String AGENT = "io.crowsnest.";

    private final ClassLoader agent;
    private final String hooks;
    private final Map<String, Adapter> adapters = new ConcurrentHashMap<>();

    /**
     * @param hooks package prefix of the hook classes, ending in a dot
     * @param agent loader of the agent
     * @param application loader of the woven class, null for the bootstrap loader
     */
    HookLoader(String hooks, ClassLoader agent, @Nullable ClassLoader application) {
        super("crowsnest-hooks", application);
        this.agent = agent;
        this.hooks = hooks;
    }

    @Override
    protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
        if (!name.startsWith(AGENT)) {
            return super.loadClass(name, resolve);
        }
        if (!name.startsWith(hooks)) {
            return agent.loadClass(name);
        }
        synchronized (getClassLoadingLock(name)) {
            Class<?> loaded = findLoadedClass(name);
            return loaded != null ? loaded : define(name);
        }
    }

    /** The adapter that was made for the same hook and sites of the same shape, or null. */
    @Nullable
    Adapter adapter(String key) {
        return adapters.get(key);
    }

    /**
     * Defines an adapter, which asks {@link HookLinker} for its constants at once.
     *
     * @param key under which it is found from then on
     */
    Adapter define(String key, String name, byte[] classFile, MethodType site) throws ReflectiveOperationException {
        defineClass(name, classFile, 0, classFile.length);
        Adapter adapter = Adapter.of(Class.forName(name, true, this), site);
        adapters.put(key, adapter);
        return adapter;
    }

    private Class<?> define(String name) throws ClassNotFoundException {
        try (InputStream in = agent.getResourceAsStream(name.replace('.', '/').concat(".class"))) {
            if (in == null) {
                throw new ClassNotFoundException(name);
            }
            byte[] bytes = in.readAllBytes();
            return defineClass(name, bytes, 0, bytes.length);
        } catch (IOException e) {
            throw new ClassNotFoundException(name, e);
        }
    }
}
