import java.io.IOException;
import java.sql.CallableStatement;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * Everything that JDBC can execute, on each of the URLs given, and what has to be counted for it. A driver may refuse any of
 * it: a statement that fails is one, too, with the SQLState that the application sees.
 */
public final class Main {

    private static final int ROUNDS = 3;
    private static final String[] NAMED_KEY = {"id"};
    private static final int[] FIRST_KEY = {1};
    private static final Map<String, Integer> EXPECTED = new TreeMap<>();

    private static int id;

    interface Call {
        void run() throws SQLException;
    }

    interface Preparation {
        PreparedStatement prepare(String sql) throws SQLException;
    }

    public static void main(String[] urls) throws SQLException, IOException {
        System.setProperty("derby.stream.error.file", "target/derby.log");
        for (String url : urls) {
            try (Connection connection = DriverManager.getConnection(url);
                    Statement statement = connection.createStatement()) {
                all(connection, statement, url);
            }
        }
        EXPECTED.forEach((labels, count) -> System.out.println("counts " + count + " " + labels));
        System.out.println("done");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void all(Connection connection, Statement statement, String url) throws SQLException {
        count("CREATE|none", () ->
                statement.execute("CREATE TABLE item (id INT NOT NULL PRIMARY KEY, name VARCHAR(20))"));
        String call = callable(statement, url);
        for (int round = 0; round < ROUNDS; round++) {
            plain(statement);
            batches(statement);
            prepared(connection);
            if (call != null) {
                callables(connection, call);
            }
        }
        count("DROP|none", () -> statement.execute("DROP TABLE item"));
    }

    private static void plain(Statement statement) {
        count("INSERT|item", () -> statement.execute(insert()));
        count("INSERT|item", () -> statement.execute(insert(), Statement.NO_GENERATED_KEYS));
        count("INSERT|item", () -> statement.execute(insert(), FIRST_KEY));
        count("INSERT|item", () -> statement.execute(insert(), NAMED_KEY));
        count("INSERT|item", () -> statement.executeUpdate(insert()));
        count("UPDATE|item", () -> statement.executeUpdate(update(), Statement.NO_GENERATED_KEYS));
        count("INSERT|item", () -> statement.executeUpdate(insert(), FIRST_KEY));
        count("INSERT|item", () -> statement.executeUpdate(insert(), NAMED_KEY));
        count("DELETE|item", () -> statement.executeLargeUpdate("DELETE FROM item WHERE id = " + id));
        count("UPDATE|item", () -> statement.executeLargeUpdate(update(), Statement.NO_GENERATED_KEYS));
        count("INSERT|item", () -> statement.executeLargeUpdate(insert(), FIRST_KEY));
        count("INSERT|item", () -> statement.executeLargeUpdate(insert(), NAMED_KEY));
        count("SELECT|item", () -> read(statement.executeQuery("SELECT id, name FROM item")));
        count("SELECT|missing", () -> statement.executeQuery("SELECT id FROM missing"));
        count("INSERT|item", () -> statement.executeUpdate("INSERT INTO item VALUES (" + id + ", 'again')"));
    }

    private static void batches(Statement statement) throws SQLException {
        statement.addBatch(insert());
        statement.addBatch(update());
        count("BATCH|none", statement::executeBatch);
        statement.addBatch(insert());
        statement.addBatch(insert());
        count("BATCH|none", statement::executeLargeBatch);
        statement.clearBatch();
        statement.addBatch("INSERT INTO item VALUES (" + id + ", 'again')");
        count("BATCH|none", statement::executeBatch);
        statement.clearBatch();
    }

    private static void prepared(Connection connection) throws SQLException {
        prepared(connection::prepareStatement);
        prepared(sql -> connection.prepareStatement(sql, Statement.NO_GENERATED_KEYS));
        prepared(sql -> connection.prepareStatement(sql, FIRST_KEY));
        prepared(sql -> connection.prepareStatement(sql, NAMED_KEY));
        prepared(sql -> connection.prepareStatement(sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY));
        prepared(sql -> connection.prepareStatement(
                sql, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY, ResultSet.CLOSE_CURSORS_AT_COMMIT));
        try (PreparedStatement select = connection.prepareStatement("SELECT name FROM item WHERE id = ?")) {
            select.setInt(1, id);
            count("SELECT|item", () -> read(select.executeQuery()));
            count("SELECT|item", select::execute);
        }
    }

    private static void prepared(Preparation preparation) {
        try (PreparedStatement insert = preparation.prepare("INSERT INTO item VALUES (?, ?)")) {
            insert.setString(2, "prepared");
            insert.setInt(1, ++id);
            count("INSERT|item", insert::execute);
            count("INSERT|item", insert::executeUpdate);
            insert.setInt(1, ++id);
            count("INSERT|item", insert::executeUpdate);
            insert.setInt(1, ++id);
            count("INSERT|item", insert::executeLargeUpdate);
            for (int i = 0; i < 3; i++) {
                insert.setInt(1, ++id);
                insert.addBatch();
            }
            count("BATCH INSERT|item", insert::executeBatch);
            insert.setInt(1, ++id);
            insert.addBatch();
            count("BATCH INSERT|item", insert::executeLargeBatch);
        } catch (SQLException refused) {
            // This driver has no such prepared statements.
        }
    }

    private static void callables(Connection connection, String call) throws SQLException {
        try (CallableStatement statement = connection.prepareCall(call)) {
            count("CALL|none", statement::execute);
        }
        try (CallableStatement statement =
                connection.prepareCall(call, ResultSet.TYPE_FORWARD_ONLY, ResultSet.CONCUR_READ_ONLY)) {
            count("CALL|none", statement::execute);
            count("CALL|none", statement::executeUpdate);
        }
    }

    /** What can be called here; null for nothing. */
    private static String callable(Statement statement, String url) {
        if (url.contains(":h2:") || url.contains(":hsqldb:")) {
            return "CALL ABS(-1)";
        }
        if (url.contains(":derby:")) {
            return "CALL SYSCS_UTIL.SYSCS_SET_RUNTIMESTATISTICS(0)";
        }
        if (url.contains(":postgresql:")) {
            count("CREATE|none", () -> statement.execute(
                    "CREATE OR REPLACE PROCEDURE nothing() LANGUAGE SQL AS 'DELETE FROM item WHERE id < 0'"));
            return "CALL nothing()";
        }
        if (url.contains(":mysql:") || url.contains(":mariadb:")) {
            count("CREATE|none", () -> statement.execute(
                    "CREATE OR REPLACE PROCEDURE nothing() DELETE FROM item WHERE id < 0"));
            return "CALL nothing()";
        }
        return null;
    }

    private static void count(String operationAndTable, Call call) {
        String error = "none";
        try {
            call.run();
        } catch (SQLException e) {
            error = e.getSQLState() == null ? e.getClass().getSimpleName() : e.getSQLState();
        } catch (UnsupportedOperationException e) {
            // The driver does not have this method: the interface answered.
            return;
        }
        EXPECTED.merge(operationAndTable + "|" + error, 1, Integer::sum);
    }

    private static void read(ResultSet rows) throws SQLException {
        while (rows.next()) {
            rows.getObject(1);
        }
        rows.close();
    }

    private static String insert() {
        return "INSERT INTO item VALUES (" + ++id + ", 'new')";
    }

    private static String update() {
        return "UPDATE item SET name = 'changed' WHERE id = " + id;
    }
}
