package io.crowsnest.servers;

import java.io.File;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * A MariaDB server with an empty database, on a free loopback port. User {@link #USER} needs no password. It is the one that is
 * installed on this machine (Debian: {@code mariadb-server}).
 */
public final class MariaDb implements AutoCloseable {

    /** The user to connect as; any password is accepted. */
    public static final String USER = "root";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");
    private static final String DATABASE = "shop";

    private final ServerProcess process;
    private final Path home;
    private final int port;

    private MariaDb(ServerProcess process, Path home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
    }

    /** Is the server installed here? */
    public static boolean isInstalled() {
        return program("mariadbd").isPresent();
    }

    /**
     * Starts the server and waits until it accepts connections.
     *
     * @param directory where the data lives until {@link #close}
     * @throws IOException if it is not installed or doesn't come up
     */
    public static MariaDb start(Path directory) throws IOException {
        Path program = program("mariadbd").orElseThrow(() -> new IOException("there is no mariadbd on this machine"));
        ServerAccount account = ServerAccount.find();
        Path home = ServerDirectory.fresh(directory.toAbsolutePath(), "mariadb-data", account);
        try {
            return serve(account, program, home);
        } catch (IOException failure) {
            ServerDirectory.discard(home);
            throw failure;
        }
    }

    private static MariaDb serve(ServerAccount account, Path program, Path home) throws IOException {
        Path start = home.resolve("start.sql");
        Files.writeString(start, "CREATE DATABASE IF NOT EXISTS " + DATABASE + ";\n");
        int port = freePort();
        Path install = program("mariadb-install-db")
                .orElseThrow(() -> new IOException("there is no mariadb-install-db beside mariadbd"));
        List<String> initialize = List.of(
                install.toString(),
                "--no-defaults",
                "--datadir=" + home.resolve("data"),
                "--auth-root-authentication-method=normal",
                "--skip-test-db");
        ServerProcess.start("mariadb-install-db", account, initialize, ENVIRONMENT, home)
                .awaitSuccess(PATIENCE);
        List<String> command = List.of(
                program.toString(),
                "--no-defaults",
                "--datadir=" + home.resolve("data"),
                "--socket=mariadb.sock",
                "--pid-file=" + home.resolve("pid"),
                "--bind-address=127.0.0.1",
                "--port=" + port,
                "--skip-name-resolve",
                "--innodb-flush-log-at-trx-commit=0",
                "--init-file=" + start);
        ServerProcess process = ServerProcess.start("mariadb", account, command, ENVIRONMENT, home);
        try {
            process.awaitReady(PATIENCE, () -> Files.exists(home.resolve("pid")) && accepts(port));
        } catch (IOException failure) {
            process.stop(STOP_PATIENCE);
            throw failure;
        }
        return new MariaDb(process, home, port);
    }

    /** Host, port and database, as they stand in a URL after the name of the driver. */
    public String address() {
        return "//127.0.0.1:" + port + "/" + DATABASE;
    }

    /** Stops the server and deletes its data. */
    @Override
    public void close() {
        process.stop(STOP_PATIENCE);
        ServerDirectory.discard(home);
    }

    private static Optional<Path> program(String name) {
        // The usual places too: a user's PATH may lack sbin, where Debian keeps servers.
        return Stream.concat(
                        Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator, -1)),
                        Stream.of("/usr/bin", "/usr/sbin"))
                .filter(directory -> !directory.isEmpty())
                .map(directory -> Path.of(directory, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static boolean accepts(int port) {
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            return socket.isConnected();
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
