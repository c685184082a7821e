package io.crowsnest.telemetry;

import org.jspecify.annotations.Nullable;

/** What a servlet container says about a failed request: attributes that the servlet specification names. */
public final class ServletErrors {

    /** The attribute in containers since Servlet 5. */
    public static final String JAKARTA = "jakarta.servlet.error.exception";

    /** The attribute in containers up to Servlet 4. */
    public static final String JAVAX = "javax.servlet.error.exception";

    private ServletErrors() {}

    /**
     * What the application threw.
     *
     * @param attribute value of {@link #JAKARTA} or {@link #JAVAX}
     * @return without the {@code ServletException} that is around it; null if the attribute is no exception
     */
    public static @Nullable Throwable thrown(@Nullable Object attribute) {
        if (!(attribute instanceof Throwable thrown)) {
            return null;
        }
        boolean wrapper = thrown.getClass().getSimpleName().endsWith("ServletException");
        Throwable cause = LogText.causeOf(thrown);
        return wrapper && cause != null ? cause : thrown;
    }
}
