package io.crowsnest.tests.scenario;

import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A batch job: asks H2 five questions, logs each, waits for the end of its input and ends with exit code 7. */
public final class Worker {
    static final int EXIT_CODE = 7;

    private static final Logger LOGGER = LoggerFactory.getLogger(Worker.class);

    private Worker() {}

    public static void main(String[] args) throws IOException, SQLException {
        try (Connection connection = DriverManager.getConnection("jdbc:h2:mem:worker");
                Statement statement = connection.createStatement()) {
            for (int i = 1; i <= 5; i++) {
                statement.executeQuery("SELECT " + i).close();
                LOGGER.info("question {} answered", i);
            }
        }
        System.out.println("worked");
        while (System.in.read() >= 0) {
            // Whoever started the worker decides how long it lives.
        }
        System.exit(EXIT_CODE);
    }
}
