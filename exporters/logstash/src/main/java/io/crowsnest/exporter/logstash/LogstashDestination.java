package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.logstash.Hosts.UnusableCertificateException;
import io.crowsnest.exporter.spool.BatchResult;
import io.crowsnest.exporter.spool.BatchResult.Answered;
import io.crowsnest.exporter.spool.BatchResult.Failed;
import io.crowsnest.exporter.spool.BatchResult.Kind;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.Destination;
import io.crowsnest.exporter.spool.Document;
import java.io.EOFException;
import java.io.IOException;
import java.net.ConnectException;
import java.net.ProtocolException;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.util.Collections;
import java.util.List;
import java.util.function.Consumer;
import javax.net.ssl.SSLException;
import org.jspecify.annotations.Nullable;

/**
 * Sends documents to Logstash, or to whatever else takes Lumberjack version 2 or JSON lines over TCP.
 *
 * <p>With Lumberjack a document is delivered when it is acknowledged: it is in the queue of Logstash then, which outlives
 * its process only with {@code queue.type: persisted}. A document can arrive more than once; its id, in
 * {@code [@metadata][_id]}, is the same each time. A server that is there but takes nothing holds up {@link #send} for as long
 * as it likes, or until {@link #close}: another connection would only bring it the same documents again. With {@link LogstashConfig#isLossy() tcp} a document counts as delivered
 * when it is written, and can get lost.
 */
public final class LogstashDestination implements Destination {

    /** Its name in metrics and messages. */
    public static final String NAME = "logstash";

    private final LogstashConfig config;
    private final Hosts hosts;
    private final Lumberjack lumberjack;
    private final Caution caution = new Caution();
    private volatile boolean sending;

    /** Of the event that the last batch could neither deliver nor refuse. */
    private @Nullable Trial adjourned;

    /**
     * Doesn't connect yet.
     *
     * @param log takes one line when Logstash takes no events for minutes although it is there, and when it goes on
     */
    public LogstashDestination(LogstashConfig config, Consumer<String> log) {
        this(config, log, Timing.DEFAULT);
    }

    LogstashDestination(LogstashConfig config, Consumer<String> log, Timing timing) {
        this.config = config;
        hosts = new Hosts(config, timing);
        lumberjack = new Lumberjack(timing, log);
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public BatchResult send(List<Document> batch) {
        sending = true;
        try {
            return config.isLossy() ? sendLines(batch) : sendLumberjack(batch);
        } finally {
            sending = false;
        }
    }

    private BatchResult sendLumberjack(List<Document> batch) {
        Delivery delivery = new Delivery(batch, adjourned, caution);
        try {
            while (delivery.isOpen()) {
                sendLumberjack(hosts.connection(), delivery);
            }
            return new Answered(delivery.verdicts(""));
        } catch (IOException e) {
            return delivery.hasProgress() ? new Answered(delivery.verdicts(reason(e))) : failed(e);
        } finally {
            adjourned = delivery.trial();
        }
    }

    /** Returns if it makes sense to go on at once, with another connection if there is still something to send. */
    private void sendLumberjack(Connection connection, Delivery delivery) throws IOException {
        try {
            lumberjack.send(connection, delivery);
            connection.used();
        } catch (IOException e) {
            if (!isClose(e)) {
                hosts.next();
                throw e;
            }
            if (delivery.isTaking() || connection.isReused()) {
                // It is alive; or it has closed what was idle, most likely.
                hosts.reconnect();
            } else {
                hosts.next();
            }
            if (!delivery.closed()) {
                throw connection.explained(e);
            }
        } finally {
            if (delivery.isOpen()) {
                // Also after an Error: the next batch must not get the acknowledgements of this one.
                hosts.reconnect();
            }
        }
    }

    /** Whether the connection has ended, which an event can be the reason of. */
    private static boolean isClose(IOException e) {
        if (e instanceof SSLException) {
            // A reset, seen through TLS.
            return e.getCause() instanceof SocketException;
        }
        return !(e instanceof SocketTimeoutException || e instanceof ProtocolException);
    }

    private BatchResult sendLines(List<Document> batch) {
        try {
            Connection connection = hosts.connection();
            if (connection.isReused() && connection.isClosedByServer()) {
                // What is written now would vanish without an error.
                hosts.reconnect();
                connection = hosts.connection();
            }
            JsonLines.send(connection, batch);
            connection.used();
            return new Answered(Collections.nCopies(batch.size(), Verdict.DELIVERED));
        } catch (IOException e) {
            hosts.next();
            return failed(e);
        }
    }

    @Override
    public void close() {
        hosts.close(!sending);
    }

    private static Failed failed(IOException e) {
        return new Failed(e instanceof UnusableCertificateException ? Kind.BLOCKED : Kind.UNREACHABLE, reason(e));
    }

    /** Why it failed, in the words of an operator. */
    private static String reason(IOException e) {
        String message = e.getMessage();
        if (e instanceof SocketTimeoutException) {
            return "timed out";
        }
        if (e instanceof ConnectException) {
            return "connection refused";
        }
        if (e instanceof UnknownHostException) {
            return "unknown host " + message;
        }
        if (e instanceof UnusableCertificateException) {
            return "certificate file: " + e.getCause();
        }
        if (message == null) {
            return e.getClass().getSimpleName();
        }
        boolean said = e instanceof ProtocolException || e instanceof EOFException;
        return said ? message : e.getClass().getSimpleName() + ": " + message;
    }
}
