package io.crowsnest.core.hook;

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
        InstrumentationState state = instrumentations.get(columns[0]);
        if (state == null) {
            state = new InstrumentationState(columns[0]);
            instrumentations.put(columns[0], state);
        }
        HookPoint point = new HookPoint(
                hooks.size(),
                HookPoint.Kind.valueOf(columns[1]),
                columns[3],
                columns[4],
                Integer.parseInt(columns[7]),
                Integer.parseInt(columns[9]));
        hooks.add(new Hook(state, columns[2], point, columns[5], columns[6], columns[8]));
        List<HookPoint> points = pointsByType.get(columns[2]);
        if (points == null) {
            points = new ArrayList<>();
            pointsByType.put(columns[2], points);
        }
        points.add(point);
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

    /** The instrumentation with this id, null if the settings switch it off. */
    public @Nullable InstrumentationState instrumentation(String id) {
        return instrumentations.get(id);
    }
}
