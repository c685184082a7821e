package io.crowsnest.tests.scenario;

import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;
import java.sql.Connection;
import java.sql.PreparedStatement;
import java.sql.ResultSet;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers every request with one query and one log line. */
final class ItemServlet extends HttpServlet {
    private static final Logger LOGGER = LoggerFactory.getLogger(ItemServlet.class);

    private final transient DataSource database;

    ItemServlet(DataSource database) {
        this.database = database;
    }

    @Override
    protected void doGet(HttpServletRequest request, HttpServletResponse response) throws IOException {
        try (Connection connection = database.getConnection();
                PreparedStatement statement = connection.prepareStatement("SELECT 42");
                ResultSet rows = statement.executeQuery()) {
            rows.next();
            LOGGER.info("item requested");
            response.getWriter().println("item " + rows.getInt(1));
        } catch (SQLException e) {
            throw new IOException(e);
        }
    }
}
