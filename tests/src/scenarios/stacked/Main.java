import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.io.IOException;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;

/** A real PostgreSQL through a pool, p6spy and the AWS wrapper, one upon the other; then what goes wrong in production. */
public final class Main {

    private static final int ROUNDS = 20;
    private static final String EXPIRED_TOKEN =
            "127.0.0.1:5432/?Action=connect&X-Amz-Date=20200102T030405Z&X-Amz-Expires=900&X-Amz-Signature=0123456789";
    private static final Map<String, Integer> EXPECTED = new TreeMap<>();

    interface Call {
        void run() throws SQLException;
    }

    /** The URL of PostgreSQL and the user. */
    public static void main(String[] args) throws SQLException, IOException {
        System.setProperty("p6spy.config.modulelist", "com.p6spy.engine.spy.P6SpyFactory");
        HikariConfig config = new HikariConfig();
        config.setPoolName("stacked");
        config.setJdbcUrl(args[0].replace("jdbc:", "jdbc:p6spy:aws-wrapper:"));
        config.setUsername(args[1]);
        config.setPassword("any");
        // By default it would fail over, and the killed backend would not be seen as such.
        config.addDataSourceProperty("wrapperPlugins", "");
        config.setMaximumPoolSize(2);
        config.setConnectionTimeout(3000);
        String direct = args[0] + "?user=" + args[1];
        try (HikariDataSource pool = new HikariDataSource(config)) {
            try (Connection connection = pool.getConnection();
                    Statement statement = connection.createStatement()) {
                count("CREATE|none", () -> statement.execute("CREATE TABLE item (id INT PRIMARY KEY, name TEXT)"));
            }
            for (int round = 0; round < ROUNDS; round++) {
                statements(pool, round * 10);
            }
            readOnly(pool);
            committed(pool);
            killed(pool, direct);
            refused(args[0]);
            try (Connection connection = DriverManager.getConnection(direct);
                    Statement statement = connection.createStatement()) {
                count("DROP|none", () -> statement.execute("DROP TABLE item"));
            }
            EXPECTED.forEach((labels, count) -> System.out.println("counts " + count + " " + labels));
            System.out.println("done");
            exhaust(pool);
            while (System.in.read() >= 0) {
                // The test ends the scenario.
            }
        }
        System.exit(0);
    }

    private static void statements(HikariDataSource pool, int id) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            count("INSERT|item", () -> statement.executeUpdate("INSERT INTO item VALUES (" + id + ", 'a')"));
            count("SELECT|item", () -> statement.executeQuery("SELECT name FROM item"));
            count("SELECT|missing", () -> statement.execute("SELECT name FROM missing"));
            statement.addBatch("UPDATE item SET name = 'b' WHERE id = " + id);
            statement.addBatch("UPDATE item SET name = 'c' WHERE id = " + id);
            count("BATCH|none", statement::executeBatch);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?, 'p')")) {
                insert.setInt(1, id + 1);
                count("INSERT|item", insert::execute);
                count("INSERT|item", insert::executeUpdate);
                for (int i = 2; i < 5; i++) {
                    insert.setInt(1, id + i);
                    insert.addBatch();
                }
                count("BATCH INSERT|item", insert::executeBatch);
            }
            try (PreparedStatement select = connection.prepareCall("SELECT name FROM item WHERE id = 1")) {
                count("SELECT|item", select::executeQuery);
            }
        }
    }

    private static void readOnly(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            count("SET|none", () -> statement.execute("SET default_transaction_read_only = on"));
            count("DELETE|item", () -> statement.execute("DELETE FROM item"));
            count("SET|none", () -> statement.execute("SET default_transaction_read_only = off"));
        }
    }

    /** The database notices when the transaction ends that it must not write any more: with a trigger that waits until then. */
    private static void committed(HikariDataSource pool) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            count("CREATE|none", () -> statement.execute("CREATE FUNCTION refuse() RETURNS trigger LANGUAGE plpgsql AS "
                    + "$$ BEGIN RAISE EXCEPTION 'read only' USING ERRCODE = '25006'; END $$"));
            count("CREATE|none", () -> statement.execute("CREATE CONSTRAINT TRIGGER refuse AFTER DELETE ON item "
                    + "DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE PROCEDURE refuse()"));
            connection.setAutoCommit(false);
            count("DELETE|item", () -> statement.execute("DELETE FROM item WHERE id = 1"));
            try {
                connection.commit();
                throw new IllegalStateException("the trigger has let it pass");
            } catch (SQLException expected) {
                System.out.println("commit " + expected.getSQLState());
            }
            connection.setAutoCommit(true);
            count("DROP|none", () -> statement.execute("DROP TRIGGER refuse ON item"));
            count("DROP|none", () -> statement.execute("DROP FUNCTION refuse()"));
        }
    }

    private static void killed(HikariDataSource pool, String direct) throws SQLException {
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement();
                Connection other = DriverManager.getConnection(direct);
                Statement kill = other.createStatement()) {
            int[] backend = new int[1];
            count("SELECT|none", () -> {
                try (ResultSet row = statement.executeQuery("SELECT pg_backend_pid()")) {
                    row.next();
                    backend[0] = row.getInt(1);
                }
            });
            count("SELECT|none", () -> kill.execute("SELECT pg_terminate_backend(" + backend[0] + ", 5000)"));
            count("SELECT|item", () -> statement.executeQuery("SELECT id FROM item"));
        }
    }

    private static void refused(String url) {
        Properties stranger = new Properties();
        stranger.setProperty("user", "stranger");
        stranger.setProperty("password", EXPIRED_TOKEN);
        try {
            DriverManager.getConnection(url, stranger).close();
            throw new IllegalStateException("a stranger was let in");
        } catch (SQLException expected) {
            System.out.println("refused " + expected.getSQLState());
        }
    }

    private static void exhaust(HikariDataSource pool) throws SQLException {
        try (Connection one = pool.getConnection();
                Connection two = pool.getConnection();
                Connection three = pool.getConnection()) {
            throw new IllegalStateException("three connections of two: " + one + two + three);
        } catch (SQLException expected) {
            System.out.println("exhausted");
        }
    }

    private static void count(String operationAndTable, Call call) {
        String error = "none";
        try {
            call.run();
        } catch (SQLException e) {
            error = e.getSQLState() == null ? e.getClass().getSimpleName() : e.getSQLState();
        }
        EXPECTED.merge(operationAndTable + "|" + error, 1, Integer::sum);
    }
}
