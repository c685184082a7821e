package io.crowsnest.shop;

import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.SpringBootApplication;
import org.springframework.scheduling.annotation.EnableScheduling;

/** The shop's entry point. */
@SpringBootApplication(proxyBeanMethods = false)
@EnableScheduling
public class ShopApplication {

    /** Starts the shop; settings are Spring Boot's. */
    public static void main(String[] args) {
        SpringApplication.run(ShopApplication.class, args);
    }
}
