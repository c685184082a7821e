package io.crowsnest.exporter.prometheus;

/** A request that cannot be answered as asked; the message is for the client. */
final class HttpFormatException extends Exception {

    private final int status;

    HttpFormatException(int status, String message) {
        super(message);
        this.status = status;
    }

    int status() {
        return status;
    }
}
