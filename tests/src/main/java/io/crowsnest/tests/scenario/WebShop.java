package io.crowsnest.tests.scenario;

import com.zaxxer.hikari.HikariConfig;
import com.zaxxer.hikari.HikariDataSource;
import java.nio.file.Files;
import org.apache.catalina.Context;
import org.apache.catalina.startup.Tomcat;

/** Embedded Tomcat on a free port with one servlet over HikariCP and H2; ends when its input ends. */
public final class WebShop {
    private WebShop() {}

    public static void main(String[] args) throws Exception {
        HikariConfig config = new HikariConfig();
        config.setJdbcUrl("jdbc:h2:mem:shop");
        config.setPoolName("shop");
        try (HikariDataSource pool = new HikariDataSource(config)) {
            Tomcat tomcat = new Tomcat();
            tomcat.setBaseDir(Files.createTempDirectory("shop").toString());
            tomcat.setHostname("127.0.0.1");
            tomcat.setPort(0);
            Context context = tomcat.addContext("", null);
            Tomcat.addServlet(context, "items", new ItemServlet(pool));
            context.addServletMappingDecoded("/items/*", "items");
            tomcat.getConnector();
            tomcat.start();
            System.out.println("port " + tomcat.getConnector().getLocalPort());
            while (System.in.read() >= 0) {
                // Whoever started the shop decides how long it lives.
            }
            tomcat.stop();
            tomcat.destroy();
        }
    }
}
