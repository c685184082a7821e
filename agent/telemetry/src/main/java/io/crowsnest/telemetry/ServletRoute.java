package io.crowsnest.telemetry;

import java.util.Collection;
import org.jspecify.annotations.Nullable;

/**
 * The mapping of a servlet as a route, for requests that no framework has a template for: {@code /shop/items/*},
 * {@code *.jsp}. What matches everything ({@code /}, {@code /*}) says nothing and is no route.
 */
public final class ServletRoute {

    /** The request attribute in which Spring MVC keeps the template that it has matched, whatever the container. */
    public static final String SPRING = "org.springframework.web.servlet.HandlerMapping.bestMatchingPattern";

    private ServletRoute() {}

    /**
     * The template that Spring MVC has matched.
     *
     * @param attribute value of {@link #SPRING}
     * @return null if Spring has not seen the request
     */
    public static @Nullable String spring(@Nullable Object attribute) {
        return attribute instanceof String template ? template : null;
    }

    /**
     * The mapping that led to the servlet.
     *
     * @param contextPath of the web application, empty for the root
     * @param servletPath the part of the path that the mapping matched
     * @param mappings all mappings of the servlet, as in its deployment descriptor
     * @return null if none of them matches, or the one that matches everything
     */
    public static @Nullable String of(
            @Nullable String contextPath, @Nullable String servletPath, Collection<String> mappings) {
        if (servletPath == null || servletPath.isEmpty()) {
            return null;
        }
        for (String mapping : mappings) {
            if (matches(mapping, servletPath)) {
                return contextPath == null || contextPath.isEmpty() || !mapping.startsWith("/")
                        ? mapping
                        : contextPath.concat(mapping);
            }
        }
        return null;
    }

    private static boolean matches(String mapping, String servletPath) {
        if (mapping.startsWith("*.")) {
            return servletPath.regionMatches(
                    servletPath.length() - mapping.length() + 1, mapping, 1, mapping.length() - 1);
        }
        int prefix = mapping.length() - 2;
        return mapping.endsWith("/*")
                ? prefix > 0 && servletPath.length() == prefix && mapping.startsWith(servletPath)
                : mapping.length() > 1 && mapping.equals(servletPath);
    }
}
