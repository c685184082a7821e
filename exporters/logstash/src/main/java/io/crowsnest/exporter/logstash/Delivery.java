package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.Document;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/**
 * How far a batch has got: cuts it into windows, takes acknowledgements, and finds the poison event if there is one.
 *
 * <p>Logstash closes the connection on an event that it can't parse, without a word. So a window that was closed three
 * times without progress is suspected. Then one document from elsewhere is sent alone, the witness: if that isn't taken
 * either, the server is at fault (a load balancer without a server behind it looks like that) and nothing is refused. Else
 * the window is halved, half by half, until the one document is left that closes the connection alone.
 *
 * <pre>
 *   order   a b c d e f g h i j            head = first that is open, tail = behind the last
 *               ^ head    ^ suspects  ^ tail     suspects: one of c..g closes the connection
 * </pre>
 */
final class Delivery {

    static final int CLOSES_UNTIL_SUSPECTED = 3;

    private static final int PIPELINED = 2;
    private static final Verdict POISON =
            new Verdict(Status.REFUSED, "the server closes the connection whenever it gets this event");

    /** A window on its way; acknowledgements don't say which window they are for, so it is the oldest. */
    private static final class Sent {
        final int size;
        int acknowledged;

        Sent(int size) {
            this.size = size;
        }
    }

    private final List<Document> batch;
    private final @Nullable Verdict[] verdicts;

    /** Positions in the batch in the order in which they are sent. */
    private final int[] order;

    private final Deque<Sent> sent = new ArrayDeque<>();
    private int head;
    private int tail;
    /** Behind the last document that is sent. */
    private int next;

    private int suspects;
    private int closes;
    private boolean witnessing;
    private boolean witnessed;
    private boolean progress;

    Delivery(List<Document> batch) {
        this.batch = batch;
        verdicts = new Verdict[batch.size()];
        order = new int[batch.size()];
        Arrays.setAll(order, i -> i);
        tail = order.length;
    }

    /** Whether there are documents without a verdict. */
    boolean isOpen() {
        return head < tail;
    }

    /** Whether there is a verdict on any document. */
    boolean hasProgress() {
        return progress;
    }

    /** All verdicts; documents without one will have to be sent again, for this reason. */
    List<Verdict> verdicts(String reason) {
        Verdict later = new Verdict(Status.BUSY, reason);
        return Arrays.stream(verdicts)
                .map(verdict -> verdict == null ? later : verdict)
                .toList();
    }

    /** What to send now; empty if it's time to wait for an acknowledgement. */
    List<Document> nextWindow() {
        boolean alone = witnessing || suspects > head;
        if (sent.size() == (alone ? 1 : PIPELINED)) {
            return List.of();
        }
        int from = witnessing ? tail - 1 : next;
        int to = witnessing ? tail : end(from);
        if (from == to) {
            return List.of();
        }
        next = to;
        sent.add(new Sent(to - from));
        return Arrays.stream(order, from, to).mapToObj(batch::get).toList();
    }

    private int end(int from) {
        int most = suspects > from ? from + Math.max(1, (suspects - from) / 2) : from + Window.MAX_EVENTS;
        int to = from;
        for (int bytes = 0; to < Math.min(most, tail); to++) {
            bytes += Window.length(batch.get(order[to]));
            if (bytes > Window.MAX_BYTES && to > from) {
                break;
            }
        }
        return to;
    }

    /**
     * The server has taken the first {@code sequence} events of the oldest window.
     *
     * @return whether that is news
     * @throws ProtocolException if there are not so many
     */
    boolean acknowledged(long sequence) throws ProtocolException {
        Sent window = sent.peek();
        if (window == null || sequence > window.size) {
            throw new ProtocolException(
                    "acknowledged " + sequence + " of " + (window == null ? 0 : window.size) + " events");
        }
        if (sequence <= window.acknowledged) {
            return false;
        }
        closes = 0;
        if (witnessing) {
            settle(--tail, Verdict.DELIVERED);
            witnessing = false;
            witnessed = true;
            restart();
            return true;
        }
        for (; window.acknowledged < sequence; window.acknowledged++) {
            settle(head++, Verdict.DELIVERED);
        }
        if (window.acknowledged == window.size) {
            sent.remove();
        }
        if (head >= suspects) {
            witnessed = false;
        }
        return true;
    }

    /** There is a new connection: what is not acknowledged has to be sent again. */
    void restart() {
        sent.clear();
        next = head;
    }

    /**
     * The server has closed a connection over which it could have had the oldest window.
     *
     * @return whether to send again at once; otherwise the server is at fault
     */
    boolean closed() {
        restart();
        if (++closes < CLOSES_UNTIL_SUSPECTED) {
            return true;
        }
        closes = 0;
        int end = end(head);
        boolean nobodyElse = tail - head == 1;
        if (witnessing || (!witnessed && nobodyElse)) {
            return false;
        }
        if (!witnessed) {
            // Any: if always the same were asked, and it were poison too, nothing would ever get through.
            int witness = ThreadLocalRandom.current().nextInt(head, tail);
            int position = order[witness];
            order[witness] = order[tail - 1];
            order[tail - 1] = position;
            witnessing = true;
            suspects = Math.min(end, tail - 1);
        } else if (end - head > 1) {
            suspects = end;
        } else {
            settle(head++, POISON);
            witnessed = false;
            restart();
        }
        return true;
    }

    private void settle(int place, Verdict verdict) {
        verdicts[order[place]] = verdict;
        progress = true;
    }
}
