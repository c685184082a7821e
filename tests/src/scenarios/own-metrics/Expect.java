import java.io.IOException;

/** Says which samples a scrape should have, and waits while somebody looks. */
final class Expect {

    private Expect() {}

    /** A sample as Prometheus writes it, with its labels in the order of their names. */
    static void sample(String series, double value) {
        System.out.println("expect " + series + " " + value);
    }

    /** Nothing of this name is there. */
    static void absent(String name) {
        System.out.println("absent " + name);
    }

    /** This is said on the status page. */
    static void status(String text) {
        System.out.println("status " + text);
    }

    /** So many failures were counted, of this source, by the first scrape. */
    static void errors(String source, int errors) {
        System.out.println("errors " + source + " " + errors);
    }

    static void look() throws IOException {
        System.out.println("step look");
        while (System.in.read() >= 0) {
            // Whoever started this decides how long it lives.
        }
        System.exit(0);
    }
}
