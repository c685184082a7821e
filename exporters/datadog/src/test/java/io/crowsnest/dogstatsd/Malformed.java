package io.crowsnest.dogstatsd;

/** A line that the Agent would refuse. */
public final class Malformed extends Exception {

    private static final long serialVersionUID = 1;

    Malformed(String reason) {
        super(reason);
    }
}
