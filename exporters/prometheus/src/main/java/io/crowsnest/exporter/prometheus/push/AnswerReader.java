package io.crowsnest.exporter.prometheus.push;

import io.crowsnest.telemetry.RetryAfter;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.time.Duration;
import java.time.Instant;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads an answer from a connection that ends with it: status, when to come again, the first words of a refusal. */
final class AnswerReader {

    private static final int MOST_CHARACTERS = 16 * 1024;
    private static final int MOST_WORDS = 300;
    private static final Pattern STATUS = Pattern.compile("HTTP/1\\.[01] (\\d{3})(?: .*)?");

    private static final Pattern RETRY_AFTER = Pattern.compile("retry-after:\\s*(.*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern CHUNKED = Pattern.compile("transfer-encoding:\\s*chunked", Pattern.CASE_INSENSITIVE);

    private final Socket socket;
    private final InputStream in;
    private final long deadline;
    private int characters;

    /** Reads from {@code socket} until {@code deadline}, a time of {@link System#nanoTime}. */
    AnswerReader(Socket socket, long deadline) throws IOException {
        this.socket = socket;
        this.in = new BufferedInputStream(socket.getInputStream(), 1024);
        this.deadline = deadline;
    }

    /** The answer; those before it that only say that it will come are passed over (RFC 9110, 15.2). */
    Answer read() throws IOException {
        Answer answer = readOne();
        while (answer.status() / 100 == 1) {
            answer = readOne();
        }
        return answer;
    }

    private Answer readOne() throws IOException {
        String first = line();
        if (first == null) {
            throw new IOException("closed without an answer");
        }
        Matcher status = STATUS.matcher(first);
        if (!status.matches()) {
            throw new IOException("not an answer of HTTP");
        }
        Duration retryAfter = null;
        boolean chunked = false;
        for (String header = line(); header != null && !header.isEmpty(); header = line()) {
            Matcher asked = RETRY_AFTER.matcher(header);
            if (asked.matches()) {
                retryAfter = RetryAfter.in(asked.group(1), Instant.now());
            }
            chunked |= CHUNKED.matcher(header).matches();
        }
        int code = Integer.parseInt(status.group(1));
        return new Answer(code, retryAfter, code / 100 <= 2 ? "" : words(chunked));
    }

    /** For people only, so what goes wrong here is no failure. */
    private String words(boolean chunked) {
        try {
            if (chunked) {
                line();
            }
            String line = line();
            return line == null ? "" : line.substring(0, Math.min(line.length(), MOST_WORDS));
        } catch (IOException e) {
            return "";
        }
    }

    /** The next line without its end and blanks around it; null at the end of all. */
    private @Nullable String line() throws IOException {
        StringBuilder line = new StringBuilder();
        int next = next();
        if (next < 0) {
            return null;
        }
        for (; next >= 0 && next != '\n'; next = next()) {
            line.append((char) next);
        }
        return line.toString().strip();
    }

    private int next() throws IOException {
        if (++characters > MOST_CHARACTERS) {
            throw new IOException("an answer without end");
        }
        socket.setSoTimeout(PushClient.left(deadline));
        return in.read();
    }
}
