import org.apache.tomcat.jdbc.pool.DataSource;
import org.apache.tomcat.jdbc.pool.PoolProperties;

/** The pool of Tomcat. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Steps.run("jdbc_connections", "name", "main", (max, min, waitMillis) -> {
            PoolProperties properties = new PoolProperties();
            properties.setName("main");
            properties.setUrl(Steps.URL);
            properties.setDriverClassName("org.h2.Driver");
            properties.setMaxActive(max);
            properties.setMaxIdle(max);
            properties.setMinIdle(min);
            properties.setInitialSize(max);
            properties.setMaxWait(waitMillis);
            DataSource source = new DataSource(properties);
            return new Steps.Opened(source, source::close);
        });
    }
}
