import io.agroal.api.AgroalDataSource;
import io.agroal.api.configuration.supplier.AgroalDataSourceConfigurationSupplier;
import java.time.Duration;

/** Agroal. */
public final class Main {

    public static void main(String[] args) throws Exception {
        Steps.run("jdbc_connections", "name", "agroal", (max, min, waitMillis) -> {
            AgroalDataSource source = AgroalDataSource.from(
                    new AgroalDataSourceConfigurationSupplier().connectionPoolConfiguration(pool -> pool.maxSize(max)
                            .minSize(min)
                            .initialSize(max)
                            .acquisitionTimeout(Duration.ofMillis(waitMillis))
                            .connectionFactoryConfiguration(factory -> factory.jdbcUrl(Steps.URL))));
            return new Steps.Opened(source, source);
        });
    }
}
