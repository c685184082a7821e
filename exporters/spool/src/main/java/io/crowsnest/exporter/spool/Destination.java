package io.crowsnest.exporter.spool;

import java.util.List;

/**
 * Where documents go. Used by one thread. Making one must be cheap, also in classes that get loaded: the first
 * {@link #send} is the time to connect.
 */
public interface Destination extends AutoCloseable {

    /** Its name in metrics and messages, for example {@code elasticsearch}. */
    String name();

    /** Sends a batch, not empty, and waits for the answer. What goes wrong is a result, not an exception. */
    BatchResult send(List<Document> batch);

    /** Lets go of all connections; called by any thread, also while {@link #send} runs, which then fails. */
    @Override
    void close();
}
