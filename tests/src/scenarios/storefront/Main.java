import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.PreparedStatement;
import java.sql.SQLException;
import java.sql.Statement;
import javax.sql.DataSource;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;
import org.apache.tomcat.jdbc.pool.PoolProperties;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;

/**
 * A service that uses some of everything that dashboards show, and breaks on demand: Tomcat, two pools over H2, an executor, calls to itself, two
 * frameworks of logging. Arguments: its port, or 0; the URL of its database. Prints {@code port N}; ends when its input ends.
 */
public final class Main {
    private static final Logger LOGGER = LoggerFactory.getLogger(Main.class);
    private static final org.apache.logging.log4j.Logger AUDIT = org.apache.logging.log4j.LogManager.getLogger("audit");

    private final HttpClient client = HttpClient.newHttpClient();
    private final ThreadPoolTaskExecutor mail = executor();
    private final String database;
    private final HikariDataSource orders;
    private final DataSource reports;
    private final Faults faults;
    private int port;

    private Main(String database) {
        this.database = database;
        orders = hikari();
        reports = reports();
        faults = new Faults(orders);
    }

    private interface Handler {
        void handle(HttpServletRequest request, HttpServletResponse response) throws Exception;
    }

    public static void main(String[] args) throws Exception {
        new Main(args[1]).run(Integer.parseInt(args[0]));
    }

    private void run(int wantedPort) throws Exception {
        prepare();
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(Files.createTempDirectory("storefront").toString());
        tomcat.setHostname("127.0.0.1");
        tomcat.setPort(wantedPort);
        Context context = tomcat.addContext("", null);
        route(context, "/items/*", this::item);
        route(context, "/orders", this::order);
        route(context, "/stock/*", this::stock);
        route(context, "/broken", (request, response) -> {
            throw new IllegalStateException("the ledger is locked");
        });
        route(context, "/refused", (request, response) -> response.sendError(500));
        route(context, "/conflict", this::conflict);
        route(context, "/dependent", (request, response) -> response.setStatus(get("/refused") == 500 ? 502 : 200));
        route(context, "/failover", this::failover);
        route(context, "/fault/*", faults::handle);
        tomcat.getConnector();
        tomcat.start();
        port = tomcat.getConnector().getLocalPort();
        System.out.println("port " + port);
        while (System.in.read() >= 0) {
            // Whoever started it decides how long it lives.
        }
        System.exit(0);
    }

    /** Another instance may have done so. */
    private void prepare() throws SQLException {
        for (String sql : new String[] {
            "CREATE TABLE item (id INT PRIMARY KEY, name VARCHAR(20))",
            "INSERT INTO item VALUES (1, 'lamp')",
            "CREATE TABLE placed (item INT)"
        }) {
            try (Connection connection = orders.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute(sql);
            } catch (SQLException exists) {
                LOGGER.info("there already: {}", sql);
            }
        }
    }

    private void item(HttpServletRequest request, HttpServletResponse response) throws Exception {
        String ms = request.getParameter("ms");
        if (ms != null) {
            Thread.sleep(Long.parseLong(ms));
        }
        try (Connection connection = orders.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT name FROM item WHERE id = ?")) {
            statement.setInt(1, 1);
            statement.executeQuery().next();
        }
        LOGGER.info("item shown");
    }

    private void order(HttpServletRequest request, HttpServletResponse response) throws Exception {
        try (Connection connection = orders.getConnection();
                PreparedStatement statement = connection.prepareStatement("INSERT INTO placed VALUES (?)")) {
            statement.setInt(1, 1);
            statement.executeUpdate();
        }
        get("/stock/1");
        mail.execute(() -> LOGGER.info("mail sent"));
        AUDIT.info("ordered");
    }

    private void stock(HttpServletRequest request, HttpServletResponse response) throws Exception {
        try (Connection connection = reports.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT count(*) FROM placed").next();
        }
    }

    private void conflict(HttpServletRequest request, HttpServletResponse response) throws Exception {
        try (Connection connection = orders.getConnection();
                Statement statement = connection.createStatement()) {
            statement.execute("INSERT INTO item VALUES (1, 'again')");
        } catch (SQLException exists) {
            LOGGER.warn("there is one already");
            response.setStatus(409);
        }
    }

    /** What a connection sees whose cluster gets another writer; in PostgreSQL's words. */
    private void failover(HttpServletRequest request, HttpServletResponse response) throws Exception {
        for (String state : new String[] {"08S02", "25006"}) {
            try (Connection connection = orders.getConnection();
                    Statement statement = connection.createStatement()) {
                statement.execute("DO $$ BEGIN RAISE EXCEPTION 'as wanted' USING ERRCODE = '" + state + "'; END $$");
            } catch (SQLException wanted) {
                response.setStatus(503);
            }
        }
        try {
            DriverManager.getConnection(database.replace("user=", "user=not-")).close();
        } catch (SQLException wanted) {
            response.setStatus(503);
        }
    }

    private int get(String path) throws IOException, InterruptedException {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return client.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.discarding())
                .statusCode();
    }

    private static void route(Context context, String mapping, Handler handler) {
        HttpServlet servlet = new HttpServlet() {
            @Override
            protected void service(HttpServletRequest request, HttpServletResponse response) throws IOException {
                try {
                    handler.handle(request, response);
                } catch (IOException | RuntimeException e) {
                    throw e;
                } catch (Exception e) {
                    throw new IOException(e);
                }
            }
        };
        Tomcat.addServlet(context, mapping, servlet);
        context.addServletMappingDecoded(mapping, mapping);
    }

    private HikariDataSource hikari() {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl(database);
        config.setPoolName("orders");
        config.setMaximumPoolSize(4);
        // Who waits in a drill waits longer than that.
        config.setConnectionTimeout(900_000);
        return new HikariDataSource(config);
    }

    private DataSource reports() {
        PoolProperties properties = new PoolProperties();
        properties.setName("reports");
        properties.setUrl(database);
        return new org.apache.tomcat.jdbc.pool.DataSource(properties);
    }

    private static ThreadPoolTaskExecutor executor() {
        ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
        executor.setBeanName("mail");
        executor.setCorePoolSize(1);
        executor.setMaxPoolSize(2);
        executor.setQueueCapacity(100);
        executor.setDaemon(true);
        executor.initialize();
        return executor;
    }
}
