package io.crowsnest.benchmarks.programs;

import java.io.IOException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;

/** {@link LogLoad} with Logback, through SLF4J. */
public final class LogbackLoad implements LogLoad.Log {

    private static final Logger LOGGER = LoggerFactory.getLogger("com.example.shop.orders.OrderService");

    private LogbackLoad() {}

    /** Without arguments. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LogLoad.run(new LogbackLoad());
    }

    @Override
    public void info(Integer order, String customer) {
        LOGGER.info(LogLoad.MESSAGE, order, customer);
    }

    @Override
    public void debug(Integer order, String customer) {
        LOGGER.debug(LogLoad.MESSAGE, order, customer);
    }

    @Override
    public void context(String key, String value) {
        MDC.put(key, value);
    }
}
