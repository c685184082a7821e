package io.crowsnest.exporter.logstash;

import io.crowsnest.exporter.spool.Document;
import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds out whether one event closes the connection, or the server does so whatever it gets. An event is refused only when it
 * has done so in all of these places:
 *
 * <ul>
 *   <li>as the first on a connection: a server that ends connections after a while would have taken it;
 *   <li>twice behind a witness, another event that was acknowledged over the same connection just before: a server that is down, also
 *       behind a load balancer that accepts connections for it, would not have taken that. The second witness also tells that the
 *       server had not gone for good after the first, so no event is its own and only witness: where there is no other left, the trial
 *       waits for the next batch.
 * </ul>
 */
final class Trial {

    private static final int BEHIND_WITNESS = 2;

    /** The accused alone and three witnesses, none of which gets through. */
    private static final int CLOSES_WITHOUT_ANYTHING = 4;

    private final Document accused;
    private int first;
    private int behindWitness;
    private int withoutAnything;
    private int witnessesLost;

    Trial(Document accused) {
        this.accused = accused;
    }

    boolean isOf(Document document) {
        return accused == document;
    }

    /** Goes on with another batch: other witnesses, and a server that may be there again. */
    void resume() {
        withoutAnything = 0;
        witnessesLost = 0;
    }

    /** Whether another event should be taken over the next connection before the accused one is sent. */
    boolean wantsWitness() {
        return first > 0;
    }

    /**
     * Which of the events that are open is the next witness: its neighbour, to keep the order; then any, as the neighbours may be
     * poison, too.
     *
     * @param open how many events are open, the accused at place 0 among them
     * @return a place; 0 if there is no other
     */
    int witness(int open) {
        if (open == 1) {
            return 0;
        }
        return witnessesLost == 0 ? 1 : ThreadLocalRandom.current().nextInt(1, open);
    }

    /** The server has closed a connection instead of taking the accused event. */
    void closed(boolean isBehindWitness) {
        if (isBehindWitness) {
            behindWitness++;
            withoutAnything = 0;
        } else {
            first++;
            withoutAnything++;
        }
    }

    /** The server has closed a connection instead of taking a witness. */
    void closedByWitness() {
        witnessesLost++;
        withoutAnything++;
    }

    /** Whether it is the event. */
    boolean isProven() {
        return first > 0 && behindWitness >= BEHIND_WITNESS;
    }

    /** Whether it is the server. */
    boolean isServerAtFault() {
        return withoutAnything >= CLOSES_WITHOUT_ANYTHING;
    }
}
