import java.util.List;

/** Uses a library that has the name of one that we know, and none of its methods. */
public final class Main {

    public static void main(String[] args) throws Exception {
        System.out.println("result " + new org.h2.jdbc.JdbcStatement().answer(List.of(1, 2)));
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
    }
}
