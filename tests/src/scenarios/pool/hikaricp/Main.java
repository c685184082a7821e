import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;

/** HikariCP. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Steps.run("hikaricp_connections", "pool", "main", (max, min, waitMillis) -> {
            HikariConfig config = new HikariConfig();
            config.setPoolName("main");
            config.setJdbcUrl(Steps.URL);
            config.setMaximumPoolSize(max);
            config.setMinimumIdle(max);
            config.setConnectionTimeout(waitMillis);
            HikariDataSource source = new HikariDataSource(config);
            while (source.getHikariPoolMXBean().getIdleConnections() < max) {
                Thread.yield(); // It opens them in the background, those above the minimum only for somebody who waits.
            }
            source.setMinimumIdle(min);
            return new Steps.Opened(source, source);
        });
    }
}
