package io.crowsnest.shop;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;

/** Fills the shelves now and then. */
@Component
class RestockJob {

    private static final Logger log = LoggerFactory.getLogger(RestockJob.class);
    private static final int LOW = 20;
    private static final int FULL = 100;

    private final Products products;

    RestockJob(Products products) {
        this.products = products;
    }

    @Scheduled(fixedDelayString = "${shop.restock.interval}")
    void restock() {
        int low = products.restock(LOW, FULL);
        if (low > 0) {
            log.info("restocked {} products", low);
        }
    }
}
