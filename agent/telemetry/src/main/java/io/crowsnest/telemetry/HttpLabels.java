package io.crowsnest.telemetry;

import java.util.Set;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Label values that requests in and out have in common. */
final class HttpLabels {

    static final String UNKNOWN = "UNKNOWN";

    /** Everything else reads {@code UNKNOWN}: a client can invent methods, it must not invent series. */
    private static final Set<String> METHODS =
            Set.of("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT");

    /** So that a status becomes a label without a new string each time. */
    private static final String[] STATUS = new String[600];

    static {
        for (int i = 0; i < STATUS.length; i++) {
            STATUS[i] = Integer.toString(i);
        }
    }

    private HttpLabels() {}

    static String method(@Nullable String method) {
        return method != null && METHODS.contains(method) ? method : UNKNOWN;
    }

    static String status(int status) {
        return status >= 100 && status < 600 ? STATUS[status] : UNKNOWN;
    }

    static String outcome(int status) {
        return switch (status / 100) {
            case 1 -> "INFORMATIONAL";
            case 2 -> "SUCCESS";
            case 3 -> "REDIRECTION";
            case 4 -> "CLIENT_ERROR";
            case 5 -> "SERVER_ERROR";
            default -> UNKNOWN;
        };
    }

    /** The simple class name, without the wrapper that futures put around; {@code none} for null. */
    static String exception(@Nullable Throwable thrown) {
        if (thrown == null) {
            return "none";
        }
        Throwable cause = LogText.causeOf(thrown);
        boolean wrapper = thrown instanceof CompletionException || thrown instanceof ExecutionException;
        Class<?> type = wrapper && cause != null ? cause.getClass() : thrown.getClass();
        String name = type.getSimpleName();
        return name.isEmpty() ? type.getName() : name;
    }
}
