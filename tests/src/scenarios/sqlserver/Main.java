import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Map;
import java.util.TreeMap;

/**
 * The driver of SQL Server on a stub that lets everyone in and refuses every statement: the server itself is not to be had
 * here. The stub speaks as much of TDS 7.4 as that needs.
 */
public final class Main {

    private static final int PRELOGIN = 0x12;
    private static final int LOGIN = 0x10;

    /** A change of the environment: the session's collation. Prepared statements need one. */
    private static final byte[] COLLATION = {(byte) 0xE3, 8, 0, 7, 5, 9, 4, (byte) 0xD0, 0, 0x34, 0};

    private static final Map<String, Integer> EXPECTED = new TreeMap<>();

    interface Call {
        void run() throws SQLException;
    }

    public static void main(String[] args) throws IOException, SQLException {
        ServerSocket server = new ServerSocket(0, 8, InetAddress.getLoopbackAddress());
        Thread stub = new Thread(() -> serve(server), "stub");
        stub.setDaemon(true);
        stub.start();
        String url = "jdbc:sqlserver://127.0.0.1:" + server.getLocalPort() + ";user=a;password=b;encrypt=false";
        try (Connection connection = DriverManager.getConnection(url);
                Statement statement = connection.createStatement()) {
            refused("INSERT|item", () -> statement.execute("INSERT INTO item VALUES (1)"));
            refused("UPDATE|item", () -> statement.executeUpdate("UPDATE item SET id = 2"));
            refused("DELETE|item", () -> statement.executeLargeUpdate("DELETE FROM item"));
            refused("SELECT|item", () -> statement.executeQuery("SELECT id FROM item"));
            statement.addBatch("INSERT INTO item VALUES (1)");
            refused("BATCH|none", statement::executeBatch);
            statement.clearBatch();
            statement.addBatch("INSERT INTO item VALUES (1)");
            refused("BATCH|none", statement::executeLargeBatch);
            try (PreparedStatement insert = connection.prepareStatement("INSERT INTO item VALUES (?)")) {
                insert.setInt(1, 1);
                refused("INSERT|item", insert::execute);
                refused("INSERT|item", insert::executeUpdate);
                refused("INSERT|item", insert::executeLargeUpdate);
                insert.addBatch();
                refused("BATCH INSERT|item", insert::executeBatch);
            }
            try (PreparedStatement select = connection.prepareCall("SELECT id FROM item")) {
                refused("SELECT|item", select::executeQuery);
            }
        }
        EXPECTED.forEach((labels, count) -> System.out.println("counts " + count + " " + labels));
        System.out.println("done");
        while (System.in.read() >= 0) {
            // The test ends the scenario.
        }
        System.exit(0);
    }

    private static void refused(String operationAndTable, Call call) {
        try {
            call.run();
            throw new IllegalStateException("not refused: " + operationAndTable);
        } catch (SQLException expected) {
            EXPECTED.merge(operationAndTable + "|" + expected.getSQLState(), 1, Integer::sum);
        }
    }

    private static void serve(ServerSocket server) {
        try (Socket client = server.accept()) {
            DataInputStream in = new DataInputStream(client.getInputStream());
            for (int type = message(in); type >= 0; type = message(in)) {
                byte[] answer = type == PRELOGIN ? prelogin() : type == LOGIN ? welcome() : refusal();
                OutputStream out = client.getOutputStream();
                out.write(ByteBuffer.allocate(8 + answer.length)
                        .put((byte) 4)
                        .put((byte) 1)
                        .putShort((short) (8 + answer.length))
                        .putInt(0x00000100)
                        .put(answer)
                        .array());
                out.flush();
            }
        } catch (IOException e) {
            System.out.println("stub: " + e);
        }
    }

    /** Reads a message, which may consist of several packets, and returns its type; -1 at the end. */
    private static int message(DataInputStream in) throws IOException {
        int type = in.read();
        if (type < 0) {
            return type;
        }
        for (boolean last = false; !last; ) {
            last = (in.readUnsignedByte() & 1) != 0;
            int length = in.readUnsignedShort();
            in.readInt();
            in.readNBytes(length - 8);
            if (!last) {
                in.read();
            }
        }
        return type;
    }

    /** The version of a SQL Server 2019, and no encryption. */
    private static byte[] prelogin() {
        return ByteBuffer.allocate(18)
                .put((byte) 0)
                .putShort((short) 11)
                .putShort((short) 6)
                .put((byte) 1)
                .putShort((short) 17)
                .putShort((short) 1)
                .put((byte) 0xFF)
                .putInt(0x0F000000)
                .putShort((short) 0)
                .put((byte) 2)
                .array();
    }

    private static byte[] welcome() {
        ByteBuffer body = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        body.put((byte) 1).put(new byte[] {0x74, 0, 0, 4}).put((byte) 4);
        body.put("stub".getBytes(StandardCharsets.UTF_16LE)).put(new byte[] {15, 0, 0, 0});
        return tokens(COLLATION, 0xAD, body, 0);
    }

    private static byte[] refusal() {
        ByteBuffer body = ByteBuffer.allocate(64).order(ByteOrder.LITTLE_ENDIAN);
        body.putInt(208).put((byte) 1).put((byte) 16).putShort((short) 7);
        body.put("refused".getBytes(StandardCharsets.UTF_16LE)).put((byte) 0).put((byte) 0).putInt(1);
        return tokens(new byte[0], 0xAA, body, 2);
    }

    private static byte[] tokens(byte[] before, int type, ByteBuffer body, int status) {
        body.flip();
        ByteArrayOutputStream all = new ByteArrayOutputStream();
        all.write(before, 0, before.length);
        all.write(type);
        all.write(body.limit());
        all.write(0);
        all.write(body.array(), 0, body.limit());
        byte[] done = new byte[13];
        done[0] = (byte) 0xFD;
        done[1] = (byte) status;
        all.write(done, 0, done.length);
        return all.toByteArray();
    }
}
