package io.crowsnest.telemetry;

import org.jspecify.annotations.Nullable;

/** Routes of JAX-RS: templates of application, class, sub-resource locators and method, joined. */
public final class JaxRsRoute {

    private JaxRsRoute() {}

    /**
     * The template of a part of the path behind those of the parts above it, with one slash between them. Of an expression
     * with a pattern, as in <code>{id: [0-9]+}</code>, only the name stays.
     *
     * @param above the route so far, starting with where the application is mapped to
     * @param template with or without slashes around it; null, empty or a single slash for none
     */
    public static String join(@Nullable String above, @Nullable String template) {
        StringBuilder route = new StringBuilder(above == null ? "" : above);
        if (template == null || template.isEmpty() || (template.equals("/") && !route.isEmpty())) {
            return route.toString();
        }
        boolean ends = !route.isEmpty() && route.charAt(route.length() - 1) == '/';
        boolean begins = template.startsWith("/");
        if (ends && begins) {
            route.setLength(route.length() - 1);
        } else if (!ends && !begins) {
            route.append('/');
        }
        return appendWithoutPatterns(route, template).toString();
    }

    /** Patterns may have braces of their own, in pairs. */
    private static StringBuilder appendWithoutPatterns(StringBuilder route, String template) {
        int depth = 0;
        boolean inPattern = false;
        for (int i = 0; i < template.length(); i++) {
            char c = template.charAt(i);
            depth += c == '{' ? 1 : c == '}' ? -1 : 0;
            if (depth == 0) {
                inPattern = false;
            } else if (c == ':') {
                inPattern = true;
            }
            boolean blank = depth > 0 && c == ' ';
            if (!inPattern && !blank) {
                route.append(c);
            }
        }
        return route;
    }
}
