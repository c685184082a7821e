package io.crowsnest.benchmarks.programs;

import java.io.IOException;
import org.apache.logging.log4j.LogManager;
import org.apache.logging.log4j.Logger;
import org.apache.logging.log4j.ThreadContext;

/** {@link LogLoad} with Log4j 2, through its own API. */
public final class Log4jLoad implements LogLoad.Log {

    private static final Logger LOGGER = LogManager.getLogger("com.example.shop.orders.OrderService");

    private Log4jLoad() {}

    /** Without arguments. */
    public static void main(String[] arguments) throws IOException, InterruptedException {
        LogLoad.run(new Log4jLoad());
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
        ThreadContext.put(key, value);
    }
}
