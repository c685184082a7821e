package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.BatchResult.Status;
import io.crowsnest.exporter.spool.BatchResult.Verdict;
import io.crowsnest.exporter.spool.Document;
import java.net.ProtocolException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * How far a batch has got: cuts it into windows, takes acknowledgements, and finds the poison event if there is one.
 *
 * <p>Logstash closes the connection on an event that it can't parse, without a word. One of the oldest window is the culprit
 * then, if anybody is: the suspects. They are sent again in many small windows at once, and the acknowledgements tell in
 * which of them it is; windows of one tell which event it is. That accuses an event, and proves nothing yet.
 *
 * <pre>
 *   a b c d e f g h i j      window closed
 *   a b|c d|e f|g h|i j      a b, c d acknowledged, closed
 *   e|f|g|h|i|j              e acknowledged, closed: f is accused
 *   f                        closed
 *   g, then f                g acknowledged, closed: f is refused
 * </pre>
 *
 * <p>Where no other event is left to compare, the trial is adjourned: the accused comes again in the next batch, with others.
 *
 * <p>It is {@link Trial} that refuses an event, or finds that the server is at fault: then nothing is refused.
 */
final class Delivery {

    /** So many windows of suspects at once: {@value Window#MAX_EVENTS} of them are two closed connections away from windows of one or two. */
    private static final int PIPELINED_SUSPECTS = 32;

    private static final Verdict POISON =
            new Verdict(Status.REFUSED, "the server closes the connection whenever it gets this event");

    /** A window on its way; acknowledgements don't say which window they are for, so it is the oldest. */
    private static final class Sent {
        /** Place among those that are open, once all before it is acknowledged. */
        final int place;

        final int size;
        int acknowledged;

        Sent(int place, int size) {
            this.place = place;
            this.size = size;
        }
    }

    private final List<Document> batch;
    private final Caution caution;
    private final @Nullable Verdict[] verdicts;

    /** Positions in the batch of those without a verdict. */
    private final List<Integer> open;

    private final Deque<Sent> sent = new ArrayDeque<>();
    /** One of so many of the first that are open closes the connection; 0 while none is suspected. */
    private int suspects;
    /** How many of them go into a window. */
    private int width;
    /** Whether only one window of them goes at a time, because acknowledgements were lost with the connection. */
    private boolean singly;

    /** Of the first that is open; null while it isn't accused. */
    private @Nullable Trial trial;

    private boolean taking;
    private boolean progress;

    /**
     * Nothing of {@code batch} is sent yet.
     *
     * @param adjourned what the delivery before this one has left of a trial, or null
     * @param caution of all deliveries to this server
     */
    Delivery(List<Document> batch, @Nullable Trial adjourned, Caution caution) {
        this.batch = batch;
        this.caution = caution;
        verdicts = new Verdict[batch.size()];
        open = new ArrayList<>(IntStream.range(0, batch.size()).boxed().toList());
        if (adjourned != null && adjourned.isOf(batch.get(0))) {
            adjourned.resume();
            trial = adjourned;
            suspects = 1;
        }
    }

    /** The trial that has not come to an end; null if there is none. */
    @Nullable
    Trial trial() {
        return trial;
    }

    /** Whether there are documents without a verdict. */
    boolean isOpen() {
        return !open.isEmpty();
    }

    /** Whether there is a verdict on any document. */
    boolean hasProgress() {
        return progress;
    }

    /** Whether the server has taken something over this connection. */
    boolean isTaking() {
        return taking;
    }

    /** All verdicts; documents without one will have to be sent again, for this reason. */
    List<Verdict> verdicts(String reason) {
        boolean lacksWitness = trial != null && open.size() == 1;
        Verdict later = new Verdict(lacksWitness ? Status.ADJOURNED : Status.BUSY, reason);
        List<Verdict> all = new ArrayList<>();
        for (Verdict verdict : verdicts) {
            all.add(verdict == null ? later : verdict);
        }
        return all;
    }

    /** What to send now; empty if it's time to wait for an acknowledgement. */
    List<Document> nextWindow() {
        Sent window = trial == null ? nextInOrder() : nextOfTrial(trial);
        if (window == null) {
            return List.of();
        }
        sent.add(window);
        return open.subList(window.place, window.place + window.size).stream()
                .map(batch::get)
                .toList();
    }

    private @Nullable Sent nextInOrder() {
        int pipelined = suspects == 0 ? caution.pipelined() : singly ? 1 : PIPELINED_SUSPECTS;
        int from = sent.stream()
                .mapToInt(window -> window.size - window.acknowledged)
                .sum();
        int end = suspects == 0 ? open.size() : suspects;
        if (sent.size() == pipelined || from == end || isBehindReduced(from)) {
            return null;
        }
        int most = Math.min(end, from + (suspects == 0 ? caution.eventsOfWindow() : width));
        int to = from;
        for (int bytes = 0; to < most; to++) {
            Document document = batch.get(open.get(to));
            bytes += Window.length(document);
            boolean isAlone = document.isReduced() || batch.get(open.get(from)).isReduced();
            if (to > from && (isAlone || bytes > Window.MAX_BYTES)) {
                break;
            }
        }
        return new Sent(from, to - from);
    }

    /** What was refused before, and comes again in a smaller form, is likely to be refused again, and then what is behind it was sent in vain. */
    private boolean isBehindReduced(int from) {
        return from > 0 && batch.get(open.get(from - 1)).isReduced();
    }

    private @Nullable Sent nextOfTrial(Trial running) {
        if (!sent.isEmpty()) {
            return null;
        }
        return new Sent(taking || !running.wantsWitness() ? 0 : running.witness(open.size()), 1);
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
        taking = true;
        boolean isWitness = isWitness(window);
        if (trial != null && !isWitness) {
            // What had closed the connection stood behind it.
            trial = null;
            singly = true;
        }
        for (; window.acknowledged < sequence; window.acknowledged++) {
            settle(isWitness ? window.place : 0, Verdict.DELIVERED);
            caution.delivered();
        }
        if (window.acknowledged == window.size) {
            sent.remove();
        }
        return true;
    }

    /** There is a new connection: what is not acknowledged has to be sent again. */
    void restart() {
        sent.clear();
        taking = false;
    }

    /**
     * The server has closed a connection over which it could have had the oldest window.
     *
     * @return whether to send again at once; otherwise the server is at fault, or there is nothing to compare the accused event with
     */
    boolean closed() {
        Sent oldest = sent.peek();
        boolean wasTaking = taking;
        boolean wasWitness = isWitness(oldest);
        restart();
        if (oldest == null) {
            return true;
        }
        int left = oldest.size - oldest.acknowledged;
        if (left > 1) {
            suspects = left;
            width = (left + PIPELINED_SUSPECTS - 1) / PIPELINED_SUSPECTS;
            return true;
        }
        Trial running = trial == null ? new Trial(batch.get(open.get(0))) : trial;
        trial = running;
        suspects = Math.max(suspects, 1);
        if (wasWitness) {
            running.closedByWitness();
        } else {
            running.closed(wasTaking);
        }
        if (running.isProven()) {
            settle(0, POISON);
            caution.poison();
            trial = null;
            suspects = 0;
            singly = false;
            return true;
        }
        boolean lacksWitness = running.wantsWitness() && open.size() == 1;
        return !lacksWitness && !running.isServerAtFault();
    }

    private boolean isWitness(@Nullable Sent window) {
        return trial != null && window != null && window.place > 0;
    }

    private void settle(int place, Verdict verdict) {
        verdicts[open.remove(place)] = verdict;
        progress = true;
        if (place < suspects && --suspects == 0) {
            singly = false;
        }
    }
}
