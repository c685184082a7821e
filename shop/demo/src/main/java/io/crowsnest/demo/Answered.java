package io.crowsnest.demo;

/** A kind of request and how it was answered: what one series of the metric counts. */
record Answered(String method, String route, int status) implements Comparable<Answered> {

    @Override
    public int compareTo(Answered other) {
        return toString().compareTo(other.toString());
    }

    @Override
    public String toString() {
        return method + " " + route + " " + status;
    }
}
