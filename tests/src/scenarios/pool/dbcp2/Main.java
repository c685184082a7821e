import org.apache.commons.dbcp2.BasicDataSource;

/** Commons DBCP 2. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Steps.run("jdbc_connections", "name", "dbcp2", (max, min, waitMillis) -> {
            BasicDataSource source = new BasicDataSource();
            source.setUrl(Steps.URL);
            source.setMaxTotal(max);
            source.setMinIdle(min);
            source.setInitialSize(max);
            source.setMaxWaitMillis(waitMillis);
            return new Steps.Opened(source, source::close);
        });
    }
}
