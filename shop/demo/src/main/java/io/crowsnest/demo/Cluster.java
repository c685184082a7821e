package io.crowsnest.demo;

import io.crowsnest.servers.PostgreSql;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The shops' database, as a cluster of Aurora looks from outside: the name of its endpoint, and what clients are told when another
 * instance becomes the writer, or when their login is taken away. All of it is said by a real PostgreSQL, in PostgreSQL's own way.
 */
final class Cluster {

    /** Whose the databases are. */
    private static final String USER = "shop";

    private static final String DATABASE = "shop";
    private static final String BANK = "bank";
    private static final String ENDPOINT = "shop.cluster-c0crowsnest01.eu-central-1.rds.amazonaws.com";

    private static final String END_HALF = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = '"
            + USER + "' AND datname = '" + DATABASE + "' AND pid % 2 = 0";

    private final PostgreSql server;
    private final Path hosts;

    /**
     * Makes the databases of the shops and of the bank.
     *
     * @param directory where the file of host names is kept
     */
    Cluster(PostgreSql server, Path directory) throws IOException, SQLException {
        this.server = server;
        hosts = Files.writeString(directory.resolve("hosts"), "127.0.0.1 localhost\n127.0.0.1 " + ENDPOINT + "\n");
        run(
                "postgres",
                "CREATE ROLE " + USER + " LOGIN",
                "CREATE DATABASE " + DATABASE + " OWNER " + USER,
                "CREATE DATABASE " + BANK + " OWNER " + USER);
    }

    /** Where the shops find their database. */
    String jdbcUrl() {
        return url(ENDPOINT, DATABASE);
    }

    /** Where the bank finds its own, which is on the same server, but not known as a cluster. */
    String jdbcUrlOfBank() {
        return url("127.0.0.1", BANK);
    }

    /** What a JVM needs to get there: the login, and the host names, which no name server knows. */
    List<String> jvmOptions() {
        return List.of("-Dspring.datasource.username=" + USER, "-Djdk.net.hosts.file=" + hosts);
    }

    /** Tells who changes an order that the connection is to another instance now, as the AWS driver does; then a pool makes a new one. */
    void failOver() throws SQLException {
        run(
                DATABASE,
                "CREATE OR REPLACE FUNCTION fail_over() RETURNS trigger LANGUAGE plpgsql AS"
                        + " $$ BEGIN RAISE EXCEPTION 'the connection is to another instance now' USING ERRCODE = '08S02'; END $$",
                "CREATE TRIGGER fail_over BEFORE UPDATE ON orders FOR EACH STATEMENT EXECUTE FUNCTION fail_over()");
    }

    /** The failover is over, but who connects finds the former writer, which is a reader now. Half of the connections are made anew. */
    void demoteWriter() throws SQLException {
        run(
                DATABASE,
                "DROP TRIGGER fail_over ON orders",
                "ALTER DATABASE " + DATABASE + " SET default_transaction_read_only = on",
                END_HALF);
    }

    /** The former writer is forgotten. Connections that a pool holds to it stay what they are. */
    void forgetReader() throws SQLException {
        run(
                DATABASE,
                "SET default_transaction_read_only = off",
                "ALTER DATABASE " + DATABASE + " RESET default_transaction_read_only");
    }

    /** Refuses new connections, and ends half of those that there are, so that pools want new ones. */
    void refuseLogins() throws SQLException {
        run(DATABASE, "ALTER ROLE " + USER + " NOLOGIN", END_HALF);
    }

    void acceptLogins() throws SQLException {
        run(DATABASE, "ALTER ROLE " + USER + " LOGIN");
    }

    private String url(String host, String database) {
        return "jdbc:postgresql://" + host + ":" + server.port() + "/" + database;
    }

    private void run(String database, String... statements) throws SQLException {
        try (Connection connection = DriverManager.getConnection(url("127.0.0.1", database), PostgreSql.USER, "");
                Statement statement = connection.createStatement()) {
            for (String sql : statements) {
                statement.execute(sql);
            }
        }
    }
}
