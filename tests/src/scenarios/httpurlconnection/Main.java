import java.io.IOException;
import java.io.InputStream;
import java.net.HttpURLConnection;
import java.util.List;

/** HttpURLConnection, in the orders in which its methods may be called. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Calls.run(args, List.of(Main::readAnswer, Main::connectFirst, Main::askForStatus), List.of());
    }

    private static int readAnswer(Calls.Call call) throws IOException {
        HttpURLConnection connection = open(call);
        write(connection, call);
        try (InputStream in = connection.getInputStream()) {
            drain(in);
        } catch (IOException e) {
            if (connection.getHeaderField(0) == null) {
                throw e;
            }
        }
        // Asking again makes no second call.
        try {
            connection.getInputStream();
        } catch (IOException known) {
            // The same as before.
        }
        return connection.getResponseCode();
    }

    private static int connectFirst(Calls.Call call) throws IOException {
        HttpURLConnection unread = open(call);
        if (call.goal() == Calls.Goal.END && call.uri().getPath().equals("/ok") && call.method().equals("HEAD")) {
            // What is connected and never read is no call.
            unread.connect();
            unread.disconnect();
        }
        HttpURLConnection connection = open(call);
        connection.connect();
        write(connection, call);
        int status = connection.getResponseCode();
        drain(status >= 400 ? connection.getErrorStream() : connection.getInputStream());
        return status;
    }

    private static int askForStatus(Calls.Call call) throws IOException {
        HttpURLConnection connection = open(call);
        if (call.body() != null) {
            connection.setChunkedStreamingMode(0);
        }
        write(connection, call);
        int status = connection.getResponseCode();
        drain(connection.getErrorStream());
        connection.disconnect();
        return status;
    }

    private static HttpURLConnection open(Calls.Call call) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) call.uri().toURL().openConnection();
        connection.setRequestMethod(call.method());
        connection.setConnectTimeout(5_000);
        connection.setReadTimeout(call.timeoutMillis());
        connection.setDoOutput(call.body() != null);
        if (call.traceparent() != null) {
            connection.setRequestProperty("traceparent", call.traceparent());
        }
        return connection;
    }

    private static void write(HttpURLConnection connection, Calls.Call call) throws IOException {
        if (call.body() != null) {
            connection.getOutputStream().write(call.body().getBytes());
            connection.getOutputStream().close();
        }
    }

    /** The answer is there; what happens to its body is no matter of the call. */
    private static void drain(InputStream in) {
        try {
            if (in != null) {
                in.readAllBytes();
            }
        } catch (IOException incomplete) {
            // Cut.
        }
    }
}
