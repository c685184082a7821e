package io.crowsnest.core.hook;

import io.crowsnest.core.method.MeasuredMethod;
import io.crowsnest.core.weave.HookPoint;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** The hooks by the class they go into, read from what the annotation processor wrote. */
public final class HookIndex {

    private static final String RESOURCE = "META-INF/crowsnest/hooks.tsv";

    private static final String METHODS = "methods";
    private static final String METHOD_HOOKS = "io.crowsnest.instrumentation.methods.MethodHooks";
    private static final String METHOD_ENTER =
            "enter(Lio/crowsnest/telemetry/MethodTimer;[Ljava/lang/Object;)Lio/crowsnest/telemetry/MethodTimer$Call;";
    private static final String METHOD_EXIT = "exit(Lio/crowsnest/telemetry/MethodTimer$Call;Ljava/lang/Throwable;)V";

    private final List<Hook> hooks = new ArrayList<>();
    private final Map<String, List<HookPoint>> pointsByType = new HashMap<>();
    private final Map<String, InstrumentationState> instrumentations = new LinkedHashMap<>();

    /** Reads the whole index. */
    public static HookIndex read(ClassLoader loader) throws IOException {
        HookIndex index = new HookIndex();
        try (InputStream in = loader.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IOException("no ".concat(RESOURCE));
            }
            for (String line : new String(in.readAllBytes(), StandardCharsets.UTF_8).split("\n", -1)) {
                if (!line.isEmpty()) {
                    index.add(line.split("\t", -1));
                }
            }
        }
        return index;
    }

    private void add(String[] columns) {
        HookPoint point = new HookPoint(
                hooks.size(),
                HookPoint.Kind.valueOf(columns[1]),
                columns[3],
                columns[4],
                Integer.parseInt(columns[7]),
                Integer.parseInt(columns[9]));
        add(new Hook(state(columns[0]), columns[2], point, columns[5], columns[6], columns[8], null));
    }

    /** Adds a hook that the settings ask for, before anything is woven. */
    public void add(MeasuredMethod method) {
        HookPoint point = method.point(hooks.size());
        add(new Hook(state(METHODS), method.internalType(), point, METHOD_HOOKS, METHOD_ENTER, METHOD_EXIT, method));
    }

    private void add(Hook hook) {
        hooks.add(hook);
        List<HookPoint> points = pointsByType.get(hook.type());
        if (points == null) {
            points = new ArrayList<>();
            pointsByType.put(hook.type(), points);
        }
        points.add(hook.point());
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
        instrumentations.remove(instrumentation);
        for (Hook hook : hooks) {
            List<HookPoint> points = pointsByType.get(hook.type());
            if (points != null && hook.instrumentation().id().equals(instrumentation)) {
                points.remove(hook.point());
                if (points.isEmpty()) {
                    pointsByType.remove(hook.type());
                }
            }
        }
    }

    /** The hook points of the class with this internal name, or null: the one question asked for every class loaded. */
    @Nullable
    List<HookPoint> points(String internalName) {
        return pointsByType.get(internalName);
    }

    Hook hook(int number) {
        return hooks.get(number);
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
