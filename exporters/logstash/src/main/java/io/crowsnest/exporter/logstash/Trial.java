package io.crowsnest.exporter.logstash;

import java.util.concurrent.ThreadLocalRandom;

/**
 * Finds out whether one event closes the connection, or the server does so whatever it gets. An event is refused only when it
 * has done so in both of these places, three times in all:
 *
 * <ul>
 *   <li>as the first on a connection: a server that ends connections after a while would have taken it;
 *   <li>twice behind a witness, another event that was acknowledged over the same connection: a server that is down, also behind a
 *       load balancer that accepts connections for it, would not have taken that. Once is enough when there is no other
 *       event left.
 * </ul>
 */
final class Trial {

    private static final int CLOSES = 3;
    private static final int BEHIND_WITNESS = 2;

    /** The accused alone and three witnesses, none of which gets through. */
    private static final int CLOSES_WITHOUT_ANYTHING = 4;

    private int first;
    private int behindWitness;
    private int withoutAnything;
    private int witnessesLost;

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

    /** Whether it is the event; {@code isAlone} if there is no other to compare it with any more. */
    boolean isProven(boolean isAlone) {
        return first > 0 && behindWitness >= (isAlone ? 1 : BEHIND_WITNESS) && first + behindWitness >= CLOSES;
    }

    /** Whether it is the server. */
    boolean isServerAtFault() {
        return withoutAnything >= CLOSES_WITHOUT_ANYTHING;
    }
}
