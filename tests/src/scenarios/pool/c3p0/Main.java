import com.mchange.v2.c3p0.ComboPooledDataSource;

/** c3p0. */
public final class Main {

    public static void main(String[] args) throws Exception {
        System.setProperty("com.mchange.v2.log.MLog", "com.mchange.v2.log.FallbackMLog");
        Steps.run("jdbc_connections", "name", "main", (max, min, waitMillis) -> {
            ComboPooledDataSource source = new ComboPooledDataSource();
            source.setDataSourceName("main");
            source.setJdbcUrl(Steps.URL);
            source.setMaxPoolSize(max);
            source.setMinPoolSize(min);
            source.setInitialPoolSize(max);
            source.setCheckoutTimeout(waitMillis);
            return new Steps.Opened(source, source::close);
        });
    }
}
