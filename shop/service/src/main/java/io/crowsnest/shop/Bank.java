package io.crowsnest.shop;

import org.springframework.beans.factory.annotation.Value;
import org.springframework.stereotype.Component;
import org.springframework.web.client.RestClient;

/** The shop's client of the bank. */
@Component
class Bank {

    private final RestClient client;

    Bank(RestClient.Builder builder, @Value("${shop.bank.url}") String url) {
        client = builder.baseUrl(url).build();
    }

    /**
     * Has an order paid.
     *
     * @throws org.springframework.web.client.HttpClientErrorException if the bank declines
     * @throws org.springframework.web.client.RestClientException if the bank fails
     */
    void pay(long orderId, long cents, String card) {
        client.post()
                .uri("/payments")
                .body(new Payment(orderId, cents, card))
                .retrieve()
                .toBodilessEntity();
    }

    /** What the bank is asked to do. */
    record Payment(long orderId, long cents, String card) {}
}
