package io.crowsnest.core.hook;

import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.weave.HookPoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** The hooks by the class they go into, read from what the annotation processor wrote. */
public final class HookIndex {

    private static final String RESOURCE = "META-INF/crowsnest/hooks.tsv";

    private static final String METHODS = "methods";
    private static final String METHOD_HOOKS = "io.crowsnest.instrumentation.methods.MethodHooks";
    private static final String METHOD_ENTER =
            "enter(Lio/crowsnest/telemetry/MethodTimer;[Ljava/lang/Object;)Lio/crowsnest/telemetry/MethodTimer$Call;";
    private static final String METHOD_EXIT = "exit(Lio/crowsnest/telemetry/MethodTimer$Call;Ljava/lang/Throwable;)V";

    /** By internal name. */
    private final Map<String, List<HookedClass>> classes = new HashMap<>();

    /** By the numbers of hooks. */
    private final List<HookedClass> numbered = new ArrayList<>();

    private final Map<String, InstrumentationState> instrumentations = new LinkedHashMap<>();

    /** Reads which classes have hooks, and not yet which. */
    public static HookIndex read(ClassLoader loader) throws IOException {
        try (InputStream in = loader.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("no ".concat(RESOURCE));
            }
            HookIndex index = new HookIndex();
            index.addAll(in.readAllBytes());
            return index;
        }
    }

    /** For each class a heading, which says how many hooks and how many bytes of their lines follow. */
    private void addAll(byte[] file) {
        int at = 0;
        while (at < file.length) {
            int end = at;
            while (file[end] != '\n') {
                end++;
            }
            String[] heading = new String(file, at, end - at, StandardCharsets.UTF_8).split("\t", -1);
            int length = Integer.parseInt(heading[3]);
            add(
                    heading[1],
                    Integer.parseInt(heading[2]),
                    new HookedClass(state(heading[0]), numbered.size(), file, end + 1, length));
            at = end + 1 + length;
        }
    }

    /** Adds a hook that the settings ask for, before anything is woven. */
    public void add(MeasuredMethod method) {
        HookPoint point = method.point(numbered.size());
        Hook hook = new Hook(state(METHODS), point, METHOD_HOOKS, METHOD_ENTER, METHOD_EXIT, method);
        add(method.internalType(), 1, new HookedClass(hook));
    }

    private void add(String internalName, int hooks, HookedClass hooked) {
        List<HookedClass> sameName = classes.get(internalName);
        if (sameName == null) {
            sameName = new ArrayList<>(1);
            classes.put(internalName, sameName);
        }
        sameName.add(hooked);
        for (int i = 0; i < hooks; i++) {
            numbered.add(hooked);
        }
    }

    private InstrumentationState state(String instrumentation) {
        InstrumentationState state = instrumentations.get(instrumentation);
        if (state == null) {
            state = new InstrumentationState(instrumentation);
            instrumentations.put(instrumentation, state);
        }
        return state;
    }

    /** Forgets the hooks of an instrumentation that the settings switch off. */
    public void remove(String instrumentation) {
        InstrumentationState removed = instrumentations.remove(instrumentation);
        Iterator<List<HookedClass>> all = classes.values().iterator();
        while (all.hasNext()) {
            List<HookedClass> sameName = all.next();
            for (int i = sameName.size() - 1; i >= 0; i--) {
                if (sameName.get(i).instrumentation() == removed) {
                    sameName.remove(i);
                }
            }
            if (sameName.isEmpty()) {
                all.remove();
            }
        }
    }

    /** Whether the class with this internal name has hooks: the one question asked for every class loaded. */
    boolean contains(String internalName) {
        return classes.containsKey(internalName);
    }

    /** The binary names of all classes that have hooks. */
    Set<String> binaryNames() {
        Set<String> names = new HashSet<>();
        for (String internalName : classes.keySet()) {
            names.add(internalName.replace('/', '.'));
        }
        return names;
    }

    /** The hooks of the class with this internal name; empty if it has none. */
    List<Hook> hooks(String internalName) {
        List<Hook> hooks = new ArrayList<>();
        for (HookedClass hooked : classes.getOrDefault(internalName, List.of())) {
            hooks.addAll(List.of(hooked.hooks()));
        }
        return hooks;
    }

    Hook hook(int number) {
        return numbered.get(number).hook(number);
    }

    /** The instrumentations that are not switched off by the settings. */
    public Collection<InstrumentationState> instrumentations() {
        return instrumentations.values();
    }

    /** What measures the methods that the settings name; null if they name none. */
    public @Nullable InstrumentationState measuring() {
        return instrumentations.get(METHODS);
    }

    /** The instrumentation with this id, null if the settings switch it off. */
    public @Nullable InstrumentationState instrumentation(String id) {
        return instrumentations.get(id);
    }
}
