package io.crowsnest.core.doctor;

import java.net.ConnectException;
import java.net.PortUnreachableException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.nio.file.NoSuchFileException;
import javax.net.ssl.SSLException;

/** Failures in the words of an operator. */
final class Reasons {

    private Reasons() {}

    static String of(Exception failure) {
        for (Throwable each = failure; each != null; each = each.getCause()) {
            if (each instanceof UnknownHostException || each instanceof UnresolvedAddressException) {
                return "the name of the host is not known";
            }
            if (each instanceof SSLException) {
                return "TLS: " + each.getMessage();
            }
            if (each instanceof NoSuchFileException) {
                return "no such file: " + each.getMessage();
            }
        }
        if (failure instanceof ConnectException || failure instanceof PortUnreachableException) {
            return "nobody listens there";
        }
        if (failure instanceof SocketTimeoutException || failure instanceof HttpTimeoutException) {
            return "no answer in time";
        }
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
