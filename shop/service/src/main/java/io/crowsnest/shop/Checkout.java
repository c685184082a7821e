package io.crowsnest.shop;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.MDC;
import org.springframework.stereotype.Service;
import org.springframework.transaction.support.TransactionTemplate;
import org.springframework.web.client.HttpClientErrorException;
import org.springframework.web.client.RestClientException;

/** Sells: takes the goods, writes the order, has it paid. */
@Service
class Checkout {

    private static final Logger log = LoggerFactory.getLogger(Checkout.class);
    private static final int MOST_AT_ONCE = 10;

    private final Products products;
    private final Orders orders;
    private final Bank bank;
    private final TransactionTemplate transaction;

    Checkout(Products products, Orders orders, Bank bank, TransactionTemplate transaction) {
        this.products = products;
        this.orders = orders;
        this.bank = bank;
        this.transaction = transaction;
    }

    Order place(OrderRequest request) {
        validate(request);
        Product product =
                products.find(request.productId()).orElseThrow(() -> Refusal.unprocessable("no such product"));
        long total = product.priceCents() * request.quantity();
        Long id = transaction.execute(status -> reserve(request, product, total));
        if (id == null) {
            log.warn("{} is out of stock, {} wanted", product.name(), request.quantity());
            throw Refusal.outOfStock(product);
        }
        MDC.put("orderId", id.toString());
        MDC.put("customer", request.customer());
        try {
            pay(id, total, request);
            log.info("order {}: {} x {} for {} cents", id, request.quantity(), product.name(), total);
        } finally {
            MDC.remove("orderId");
            MDC.remove("customer");
        }
        return new Order(id, request.customer(), product.id(), request.quantity(), total, "PAID");
    }

    private static void validate(OrderRequest request) {
        if (request.customer().isBlank()) {
            throw Refusal.unprocessable("customer is missing");
        }
        if (request.quantity() < 1 || request.quantity() > MOST_AT_ONCE) {
            throw Refusal.unprocessable("quantity must be 1 to " + MOST_AT_ONCE);
        }
    }

    /** The new order's number, or null if the goods are gone. */
    private @Nullable Long reserve(OrderRequest request, Product product, long total) {
        return products.take(product.id(), request.quantity())
                ? orders.add(request.customer(), product.id(), request.quantity(), total)
                : null;
    }

    private void pay(long id, long total, OrderRequest request) {
        try {
            bank.pay(id, total, request.card());
            orders.setStatus(id, "PAID");
        } catch (HttpClientErrorException refused) {
            cancel(id, "DECLINED", request);
            log.warn("payment of order {} declined: {}", id, refused.getStatusText());
            throw Refusal.declined("payment declined");
        } catch (RestClientException failure) {
            cancel(id, "FAILED", request);
            log.error("payment of order {} failed", id, failure);
            throw Refusal.bankFailed(failure);
        }
    }

    private void cancel(long id, String status, OrderRequest request) {
        transaction.executeWithoutResult(ignored -> {
            products.putBack(request.productId(), request.quantity());
            orders.setStatus(id, status);
        });
    }
}
