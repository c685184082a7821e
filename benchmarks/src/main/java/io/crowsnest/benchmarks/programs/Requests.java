package io.crowsnest.benchmarks.programs;

import com.sun.management.ThreadMXBean;
import com.zaxxer.hikari.HikariDataSource;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import org.apache.catalina.Context;
import org.apache.catalina.LifecycleException;
import org.apache.catalina.startup.Tomcat;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Tomcat, one statement and one log line for each request, nothing else: what an agent adds weighs most here. {@code /allocated}
 * answers with the bytes that the threads alive have allocated.
 */
public final class Requests {

    private static final Logger LOGGER = LoggerFactory.getLogger(Requests.class);
    private static final int POOL = 8;

    private Requests() {}

    /** Prints the port that it listens on. */
    public static void main(String[] arguments) throws LifecycleException, SQLException {
        HikariDataSource pool = new HikariDataSource();
        pool.setJdbcUrl("jdbc:h2:mem:requests;DB_CLOSE_DELAY=-1");
        pool.setMaximumPoolSize(POOL);
        try (Connection connection = pool.getConnection();
                PreparedStatement create = connection.prepareStatement(
                        "CREATE TABLE product AS SELECT x AS id, 'product ' || x AS name FROM SYSTEM_RANGE(1, 1000)")) {
            create.execute();
        }
        Tomcat tomcat = new Tomcat();
        tomcat.setBaseDir(System.getProperty("java.io.tmpdir"));
        tomcat.setPort(0);
        tomcat.getConnector().setProperty("address", "127.0.0.1");
        Context root = tomcat.addContext("", null);
        Tomcat.addServlet(root, "products", new Products(pool));
        root.addServletMappingDecoded("/products/*", "products");
        Tomcat.addServlet(root, "allocated", new Allocated());
        root.addServletMappingDecoded("/allocated", "allocated");
        tomcat.start();
        System.out.println("listening " + tomcat.getConnector().getLocalPort());
        tomcat.getServer().await();
    }

    @SuppressWarnings("serial")
    private static final class Products extends HttpServlet {

        private final transient HikariDataSource pool;

        Products(HikariDataSource pool) {
            this.pool = pool;
        }

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            int id = Integer.parseInt(request.getPathInfo().substring(1));
            try (Connection connection = pool.getConnection();
                    PreparedStatement select = connection.prepareStatement("SELECT name FROM product WHERE id = ?")) {
                select.setInt(1, id);
                try (ResultSet rows = select.executeQuery()) {
                    String name = rows.next() ? rows.getString(1) : "none";
                    LOGGER.info("product {} is {}", id, name);
                    response.getWriter().print(name);
                }
            } catch (SQLException e) {
                throw new IOException(e);
            }
        }
    }

    private static final class Allocated extends HttpServlet {

        private static final long serialVersionUID = 1;

        @Override
        protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
            ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
            long bytes = 0;
            for (long each : threads.getThreadAllocatedBytes(threads.getAllThreadIds())) {
                bytes += Math.max(0, each);
            }
            response.getWriter().print(bytes);
        }
    }
}
