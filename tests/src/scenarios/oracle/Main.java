import java.io.IOException;
import java.lang.reflect.Constructor;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * The statements that Oracle's driver hands out, around statements that refuse everything: without a database there is no
 * connection. The text of prepared statements is not known here, since only a connection makes them.
 */
public final class Main {

    private static final String PACKAGE = "oracle.jdbc.driver.";
    private static final Map<String, Integer> EXPECTED = new TreeMap<>();

    interface Call {
        void run() throws SQLException;
    }

    public static void main(String[] args) throws ReflectiveOperationException, IOException {
        Statement plain = (Statement) wrapper("OracleStatement");
        refused("INSERT|item", () -> plain.execute("INSERT INTO item VALUES (1)"));
        refused("UPDATE|item", () -> plain.executeUpdate("UPDATE item SET id = 2", Statement.RETURN_GENERATED_KEYS));
        refused("DELETE|item", () -> plain.executeLargeUpdate("DELETE FROM item"));
        refused("SELECT|item", () -> plain.executeQuery("SELECT id FROM item"));
        refused("BATCH|none", plain::executeBatch);
        refused("BATCH|none", plain::executeLargeBatch);
        for (String kind : new String[] {"OraclePreparedStatement", "OracleCallableStatement"}) {
            PreparedStatement prepared = (PreparedStatement) wrapper(kind);
            refused("other|none", prepared::execute);
            refused("other|none", prepared::executeQuery);
            refused("other|none", prepared::executeUpdate);
            refused("other|none", prepared::executeLargeUpdate);
            refused("BATCH|none", prepared::executeBatch);
        }
        EXPECTED.forEach((labels, count) -> System.out.println("counts " + count + " " + labels));
        System.out.println("done");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static Object wrapper(String kind) throws ReflectiveOperationException {
        Class<?> own = Class.forName("oracle.jdbc.internal." + kind);
        Class<?>[] interfaces = {own, Class.forName(PACKAGE + "Wrappable")};
        InvocationHandler refusal = (proxy, method, arguments) -> {
            if (method.getName().startsWith("execute")) {
                throw new SQLException("refused", "42000");
            }
            return method.getReturnType() == int.class ? 0 : null;
        };
        Constructor<?> constructor = Class.forName(PACKAGE + kind + "Wrapper").getDeclaredConstructors()[0];
        constructor.setAccessible(true);
        return constructor.newInstance(Proxy.newProxyInstance(own.getClassLoader(), interfaces, refusal));
    }

    private static void refused(String operationAndTable, Call call) {
        try {
            call.run();
            throw new IllegalStateException("not refused: " + operationAndTable);
        } catch (SQLException expected) {
            EXPECTED.merge(operationAndTable + "|" + expected.getSQLState(), 1, Integer::sum);
        }
    }
}
