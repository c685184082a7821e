package io.crowsnest.core.seen;

import java.util.ArrayList;
import java.util.List;

/** Outside the package of the hooks, so that there is one of it and not one per hook loader. */
public final class SeenByHooks {

    public static final List<String> LIST = new ArrayList<>();

    private SeenByHooks() {}
}
