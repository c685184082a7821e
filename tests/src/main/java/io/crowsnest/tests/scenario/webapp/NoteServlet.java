package io.crowsnest.tests.scenario.webapp;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import io.micrometer.core.instrument.Metrics;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Uses a pool, a database, a logging framework and meters that all live in the web application's own class loader. */
public final class NoteServlet extends HttpServlet {
    private static final Logger LOGGER = LoggerFactory.getLogger(NoteServlet.class);

    private transient @Nullable HikariDataSource pool;

    @Override
    public void init() {
        HikariConfig config = new HikariConfig();
        config.setDriverClassName("org.h2.Driver");
        config.setJdbcUrl("jdbc:h2:mem:notes");
        pool = new HikariDataSource(config);
        // Reachable from its class, as the global registry of an application is.
        Metrics.addRegistry(new SimpleMeterRegistry());
        Metrics.gauge("notes.writers", this, servlet -> 1);
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        if (pool == null) {
            throw new IllegalStateException("not initialised");
        }
        try (Connection connection = pool.getConnection();
                Statement statement = connection.createStatement()) {
            statement.executeQuery("SELECT 1").close();
            LOGGER.info("noted {}", request.getParameter("number"));
            Metrics.counter("notes.written").increment();
            response.getWriter().println("noted");
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }

    @Override
    public void destroy() {
        if (pool != null) {
            pool.close();
        }
    }
}
