package io.crowsnest.tests.scenario;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;

/** A batch job that asks H2 as often as its argument says, lives for two seconds, and ends with exit code 7. */
public final class ShortJob {
    static final int EXIT_CODE = 7;

    private ShortJob() {}

    public static void main(String[] args) throws IOException, SQLException, InterruptedException {
        long end = System.nanoTime() + 2_000_000_000L;
        int questions = Integer.parseInt(args[0]);
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:job");
                Statement statement = connection.createStatement()) {
            for (int i = 1; i <= questions; i++) {
                statement.executeQuery("SELECT " + i).close();
            }
        }
        System.out.println("worked");
        Thread.sleep(Math.max(1, (end - System.nanoTime()) / 1_000_000));
        System.exit(EXIT_CODE);
    }
}
